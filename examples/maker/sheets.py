"""Workbooks from a YAML description: a banner, notes, a header row and specified columns."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from random import Random
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from maker.values import Members, cell, every
from maker.word import FICTION

TITLE = {"font_name": "方正小标宋简体", "font_size": 18, "align": "center", "valign": "vcenter"}
NOTE = {"font_name": "楷体_GB2312", "font_size": 12}
HEAD = {
    "font_name": "黑体",
    "font_size": 11,
    "border": 1,
    "align": "center",
    "valign": "vcenter",
    "text_wrap": True,
}
BODY = {**HEAD, "font_name": "宋体", "font_size": 10.5}


def write(book: dict[str, Any]) -> bytes:
    """An xlsx of the book's sheets."""
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties(
            {"author": "Administrator", "created": datetime(2021, 12, 18), "comments": FICTION}
        )
        formats = [workbook.add_format(f) for f in (TITLE, NOTE, HEAD, BODY)]
        for sheet in book["sheets"]:
            _fill(workbook.add_worksheet(sheet["name"]), sheet, formats, book["path"])
    return buffer.getvalue()


def _fill(page: Worksheet, sheet: dict[str, Any], formats: list[Format], path: str) -> None:
    title, note, head, body = formats
    columns: dict[str, Any] = sheet["columns"]
    page.set_paper(9)
    if sheet.get("landscape"):
        page.set_landscape()
    page.merge_range(0, 0, 0, len(columns) - 1, sheet["title"], title)
    page.set_row(0, 36)
    page.write(1, 0, sheet.get("note", ""), note)
    for x, name in enumerate(columns):
        page.write(2, x, name, head)
    rows = sheet["rows"]
    table = rows if isinstance(rows, list) else _drawn(sheet, Random(path + sheet["name"]))
    for y, row in enumerate(table, 3):
        page.write_row(y, 0, row, body)
    for x, name in enumerate(columns):
        longest = max([len(name), *(len(str(row[x])) for row in table)])
        page.set_column(x, x, min(max(longest * 2, 6), 36))
    if sheet.get("foot"):
        page.write(len(table) + 4, 0, sheet["foot"], note)


def _drawn(sheet: dict[str, Any], random: Random) -> list[list[str | int | float]]:
    households = sheet.get("households") or every(sheet.get("step", 1), sheet.get("start", 1))
    members = Members(households, sheet.get("each_member", False))
    specs = [str(spec) for spec in sheet["columns"].values()]
    return [[cell(s, i, members, random) for s in specs] for i in range(sheet["rows"])]
