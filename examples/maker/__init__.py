"""Makes a fictional intake: texts and tables as data, one small maker a format."""
