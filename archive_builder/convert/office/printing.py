"""Documents of office programs through LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from archive_builder.convert.kind import Kind
from archive_builder.convert.office.desk import Answer, Ask, Desk, desk_for
from archive_builder.convert.office.find import FILTERS, KINDS, SHEETS, Office
from archive_builder.convert.office.links import pictures_outside
from archive_builder.convert.office.staging import embedded, stage
from archive_builder.convert.office.workbook import headers, saved_values
from archive_builder.convert.outcome import Converter, Outcome, Pages, Problem
from archive_builder.convert.sniff import sniff
from archive_builder.typeset.fonts import FontSet

_LEGIBLE = 45
"""Percent below which it is said how far a sheet is shrunk."""

_WORKBOOKS = frozenset(kind for kind, (service, _) in FILTERS.items() if service == SHEETS)
_REFUSALS = {
    "password": Problem("文档设有打开口令，请报送无口令的文件"),
    "unreadable": Problem("LibreOffice 打不开这个文件，可能已损坏，请重新报送"),
}
_UNPRINTED = Problem("LibreOffice 打开了这个文件却印不出来，请在 Word 或 WPS 中另存为 PDF 后报送")


def converter(office: Office) -> Converter:
    """LibreOffice as a way to pages."""
    return Converter(office.name, KINDS, partial(convert, office))


def convert(office: Office, path: Path, fonts: FontSet) -> Outcome:
    """Print a document; its PDF lies there until the next is printed.

    Raises:
        OSError: the disk is full.
    """
    desk, kind = desk_for(office, fonts), sniff(path)
    staged = stage(path, kind, desk.folder)
    return desk.attempt(partial(_print, desk, path, staged, kind))


def _print(desk: Desk, path: Path, staged: Path, kind: Kind, ask: Ask) -> Outcome:
    service, filters = FILTERS[kind]
    document = {"path": str(staged), "service": service, "filters": filters}
    opened = ask({"do": "open", **document})
    if "opened" not in opened:
        return _REFUSALS[opened.get("refused", "unreadable")]
    target = desk.folder / "pages.pdf"
    target.unlink(missing_ok=True)
    heads, values = {}, saved_values(path, opened["computed"])
    if kind in _WORKBOOKS:
        filled = ask({"do": "fill", "values": values})
        values = saved_values(path, filled.get("computed", {}))
        heads = headers(path)
    printed = ask({"do": "print", "target": str(target), "heads": heads, "values": values})
    if "printed" not in printed or not target.is_file():
        return _UNPRINTED
    facts = printed["facts"]
    notes = tuple(_notes(facts, kind, embedded(path, kind), pictures_outside(path, kind)))
    return Pages(target, notes=notes, tabular=kind in _WORKBOOKS, worded=facts["worded"])


def _notes(facts: Answer, kind: Kind, objects: int, absent: int) -> Iterator[str]:
    if facts["dates"]:
        yield "文中自动日期按最后保存日期印出"
    if facts["undated"]:
        yield "文中自动日期没有保存过，印作〔自动日期〕"
    if facts["changes"]:
        yield "文中有修订痕迹，一并印出"
    if facts["comments"]:
        yield f"有 {facts['comments']} 条批注未印出"
    if facts["hidden"]:
        yield f"有 {facts['hidden']} 张隐藏的{'工作表' if kind in _WORKBOOKS else '幻灯片'}未印出"
    yield from _unprinted(facts)
    if objects:
        yield f"内嵌 {objects} 个对象，只印外观"
    if absent:
        yield f"有 {absent} 幅图片只有链接、不在文件内，未印出"


def _unprinted(facts: Answer) -> Iterator[str]:
    """What a reader of a workbook's pages cannot see of its visible sheets."""
    if facts["hidden_cells"]:
        yield "有隐藏的行列未印出"
    if facts["outside"]:
        yield "只印设定的打印区域，区域外另有内容"
    if facts["scale"] < _LEGIBLE:
        yield f"表宽，缩印至 {facts['scale']}%"
