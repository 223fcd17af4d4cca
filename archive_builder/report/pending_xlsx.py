"""待定清单.xlsx: what waits for a person, to be filled in by drop-downs and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name

from archive_builder.errors import UsageError
from archive_builder.fsio import write_atomic
from archive_builder.report.returned import Cell, read_sheets, text_of
from archive_builder.report.workbook import FILL, MIDDLE, Book, Column, Heading, Table

SUGGESTIONS = ("建议一", "建议二", "建议三")
OTHER, DISMISS = "另选", "不归档"
CHOICE, UNIT, MATERIAL, PART, REMARK = "选择", "单位", "应备材料", "部分", "备注"

_MARK = "archive-builder 待定清单 1"
_OPTIONS = "选项"
_RECEIPT, _KEY, _SLOTS = "来件号", "核对码", "建议件位"
_FILLED = (CHOICE, UNIT, MATERIAL, PART, REMARK)
_DIGITS = 12
_COLUMNS = (
    Column(_RECEIPT, 6.5, MIDDLE),
    Column("来件", 22),
    Column("题名", 20),
    Column("为什么等", 22),
    *(Column(title, 22) for title in SUGGESTIONS),
    Column(CHOICE, 8.5, {**FILL, "align": "center"}),
    Column(UNIT, 13, FILL),
    Column(MATERIAL, 20, FILL),
    Column(PART, 11, FILL),
    Column(REMARK, 13, FILL),
    Column(_KEY, 24, hidden=True),
    Column(_SLOTS, 24, hidden=True),
)
_PLACE = {column.title: place for place, column in enumerate(_COLUMNS)}
_HOW = (
    "淡黄色各栏由人填写。按建议归档的，“选择”里选建议一、二、三；归别处的选“另选”，"
    "再填单位、应备材料，分部分的填部分；不归档的选“不归档”，备注写明理由。不填的仍待定。",
    "填好保存，在工作区运行：archive-builder import 本文件。可分几次填，已归的不会重复归。",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A receipt that waits.

    Attributes:
        seen: number of its newest decision, 0 when there was none.
        suggestions: at most three: a slot's id, and the slot in words with the reason for it.
    """

    receipt: int
    sha256: str
    seen: int
    path: str
    title: str
    reason: str
    suggestions: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Options:
    """What the drop-downs offer: units, and materials each with its parts."""

    units: Sequence[str]
    materials: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Filled:
    """A row of a returned list.

    Attributes:
        line: the row's number in the sheet, from 1.
        receipt: 0 where the row was not written by us, or its hidden cell is spoilt.
        digits: the first 12 of the document's SHA-256.
        slots: ids of the suggested slots.
        cells: what a person filled in, by column title; columns left empty are not there.
        letters: the sheet's letter of each column, by title.
    """

    line: int
    receipt: int
    digits: str
    seen: int
    slots: tuple[str, ...]
    cells: Mapping[str, str]
    letters: Mapping[str, str]


def write_pending_xlsx(rows: Sequence[Row], options: Options, target: Path) -> bool:
    """Write the list, a row a receipt.

    Returns:
        False when the same bytes stood there already.
    """
    book = Book("待定清单")
    heading = Heading("待定清单", f"待定清单（{len(rows)} 件）", _HOW, frozen_columns=2)
    table = book.sheet(heading, _COLUMNS)
    first = table.next_row
    for row in rows:
        table.add(_cells(row))
    _offer(table, first, _write_options(book, options))
    table.close()
    return write_atomic(target, book.data())


def _cells(row: Row) -> tuple[str | int, ...]:
    texts = [text for _, text in row.suggestions]
    return (
        row.receipt,
        row.path,
        row.title,
        row.reason,
        *texts,
        *[""] * (len(SUGGESTIONS) - len(texts)),
        *[""] * len(_FILLED),
        f"{row.receipt}/{row.sha256[:_DIGITS]}/{row.seen}",
        "\n".join(slot for slot, _ in row.suggestions),
    )


def _write_options(book: Book, options: Options) -> Mapping[str, str]:
    """The hidden sheet, by which a returned list is known; the formula of each drop-down."""
    pairs = [(material, part) for material, titles in options.materials.items() for part in titles]
    columns = (
        (UNIT, options.units),
        (MATERIAL, list(options.materials)),
        ("分部分的应备材料", [material for material, _ in pairs]),
        (PART, [part for _, part in pairs]),
    )
    table = book.sheet(Heading(_OPTIONS, _MARK, ()), [Column(title, 24) for title, _ in columns])
    for place, (_, texts) in enumerate(columns):
        for line, text in enumerate(texts, table.next_row):
            table.sheet.write_string(line, place, text)
    table.sheet.hide()
    first = table.next_row + 1
    sheet = f"'{_OPTIONS}'!"
    materials = f"{sheet}$C${first}:$C${max(first, first + len(pairs) - 1)}"
    parts = f"{sheet}$D${first}"
    of_row = f"${xl_col_to_name(_PLACE[MATERIAL])}{{line}}"
    return {
        UNIT: f"={sheet}$A${first}:$A${first + len(options.units) - 1}",
        MATERIAL: f"={sheet}$B${first}:$B${first + len(options.materials) - 1}",
        PART: f"=OFFSET({parts},MATCH({of_row},{materials},0)-1,0,COUNTIF({materials},{of_row}),1)",
    }


def _offer(table: Table, first: int, formulas: Mapping[str, str]) -> None:
    """The drop-downs of all rows; a part may also be typed."""
    last = max(first, table.next_row - 1)
    choices: Mapping[str, str | list[str]] = {
        CHOICE: [*SUGGESTIONS, OTHER, DISMISS],
        **{title: formula.format(line=first + 1) for title, formula in formulas.items()},
    }
    for title, source in choices.items():
        place = _PLACE[title]
        rule = {"validate": "list", "source": source, "show_error": title != PART} | _WRONG
        table.sheet.data_validation(first, place, last, place, rule)


_WRONG = {"error_title": "不在选项里", "error_message": "请从下拉选项里选，不要自己填写。"}


def read_pending_xlsx(path: Path) -> tuple[Filled, ...]:
    """The rows of a returned list that a person filled in.

    Rows may have been sorted, filtered or deleted, and columns moved.

    Raises:
        UsageError: the file can't be read, or is no such list.
    """
    sheet, head = _table(path)
    titles = [_text(cell) for cell in sheet[head]]
    places = {title: titles.index(title) for title in (*_PLACE,) if title in titles}
    missing = [title for title in (CHOICE, UNIT, MATERIAL, PART, _KEY) if title not in places]
    if missing:
        raise UsageError(
            f"{path.name} 缺少这些列：{'、'.join(missing)}。", "请重新导出一份，照原样填写。"
        )
    rows = enumerate(sheet[head + 1 :], head + 2)
    filled = (_filled(line, row, places) for line, row in rows)
    return tuple(row for row in filled if row.cells.keys() - {REMARK})


def _table(path: Path) -> tuple[Sequence[Sequence[Cell]], int]:
    """The cells of the list, and which line is its head."""
    sheets = read_sheets(path)
    options = sheets.pop(_OPTIONS, [])
    marked = options and _MARK in map(_text, options[0])
    for sheet in sheets.values() if marked else ():
        for line, row in enumerate(sheet):
            if _KEY in map(_text, row):
                return sheet, line
    raise UsageError(
        f"{path.name} 不是本系统导出的待定清单，也不是缺项清单。",
        "请用 archive-builder pending --xlsx 文件名 或 archive-builder gaps 导出，填好后再导入。",
    )


def _filled(line: int, row: Sequence[Cell], places: Mapping[str, int]) -> Filled:
    said = {title: _text(row[place]) for title, place in places.items() if place < len(row)}
    receipt, digits, seen = (*said.get(_KEY, "").split("/"), "", "", "")[:3]
    return Filled(
        line,
        int(receipt) if receipt.isdecimal() else 0,
        digits,
        int(seen) if seen.isdecimal() else 0,
        tuple(filter(None, said.get(_SLOTS, "").split("\n"))),
        {title: said[title] for title in _FILLED if said.get(title)},
        {title: xl_col_to_name(place) for title, place in places.items()},
    )


def _text(cell: Cell) -> str:
    """A cell as it was typed; a spreadsheet makes 2021-10 a date."""
    if isinstance(cell, date) and cell.day == 1:
        return f"{cell:%Y-%m}"
    return text_of(cell)
