"""Number formats of workbooks, as LibreOffice shows them the way Excel in China does."""

from __future__ import annotations

import re

_CODE = re.compile(rb"""(\bformatCode=)("[^"]*"|'[^']*')""")
_PIECE = re.compile(rb"""&quot;.*?&quot;|"[^"]*"|\\.|!""", re.DOTALL)
_CELLS = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_SHORT = re.compile(rb"""(<xf\b[^>]*?\bnumFmtId=["'])(14|22)(?=["'])""")
_ID = re.compile(rb"""\bnumFmtId=["'](\d+)""")
_OPEN = re.compile(rb"<numFmts\b[^>]*?(?<!/)>")
_ROOT = re.compile(rb"<styleSheet\b[^>]*>")
_DATES = {b"14": b"yyyy/m/d", b"22": b"yyyy/m/d h:mm"}
"""Built-in formats that depend on the country (ECMA-376, 18.8.30)."""
_FIRST = 200
"""Numbers from here on are free for formats of a workbook."""


def plain_formats(styles: bytes) -> bytes:
    """Styles (xl/styles.xml) with short dates and escaped signs spelled out.

    LibreOffice does not know ``!`` as the escape it is in Excel (``0!.0``), and shows short dates
    in a way of its own. Short dates stay as they are where the elements have a prefix, or the
    workbook redefines a built-in format.
    """
    styles = _CODE.sub(lambda code: code[1] + _escaped(code[2]), styles)
    cells = _CELLS.search(styles)
    ids = {int(one) for one in _ID.findall(styles)}
    if not cells or not _SHORT.search(cells[0]) or _redefined(styles):
        return styles
    free = max(ids | {_FIRST - 1}) + 1
    given = {short: str(free + n).encode() for n, short in enumerate(_DATES)}
    short = _SHORT.sub(lambda xf: xf[1] + given[xf[2]], cells[0])
    formats = b"".join(
        b'<numFmt numFmtId="%b" formatCode="%b"/>' % (given[one], code)
        for one, code in _DATES.items()
    )
    styles = styles.replace(cells[0], short, 1)
    if _OPEN.search(styles):
        return _OPEN.sub(lambda tag: tag[0] + formats, styles, count=1)
    return _ROOT.sub(lambda tag: tag[0] + b"<numFmts>" + formats + b"</numFmts>", styles, count=1)


def _escaped(code: bytes) -> bytes:
    """A format with backslashes for the escapes of Excel, outside of quoted words."""
    inner = _PIECE.sub(lambda piece: b"\\" if piece[0] == b"!" else piece[0], code[1:-1])
    return code[:1] + inner + code[-1:]


def _redefined(styles: bytes) -> bool:
    """Whether a workbook gives the number of a built-in short date to a format, or is odd."""
    if b"<numFmts/>" in styles or not _ROOT.search(styles):
        return True
    return bool(re.search(rb"""<numFmt\b[^>]*\bnumFmtId=["'](14|22)["']""", styles))
