"""Workbooks: reading their cells, and setting them without LibreOffice."""
