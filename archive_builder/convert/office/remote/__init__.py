"""The other side of the desk, run by LibreOffice's own Python as ``python -m remote``.

It imports nothing of ours but itself and runs on Python 3.8, since the Python that can
``import uno`` is the one that came with LibreOffice. Every line of its input is a request in JSON,
every line of its output an answer; `desk.Bridge` asks.
"""
