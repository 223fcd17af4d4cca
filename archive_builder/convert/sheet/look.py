"""What an xlsx says of its look and calamine does not: formats, what is hidden, what is printed."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from archive_builder.convert.sheet.numbers import BUILT_IN

Area = tuple[range, range]
"""Rows and columns, from 0."""

_AREA = re.compile(r"[^,]*!\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)")
_CELL = re.compile(r"([A-Z]+)(\d+)")
_WORKBOOK = "xl/workbook.xml"
_GENERAL = 0
_LAST_COLUMN = 16_384


@dataclass(frozen=True, slots=True)
class Look:
    """How a sheet looks; rows and columns count from 0.

    Attributes:
        formats: the number formats of cells that have one.
        hidden_rows: rows that are not shown, filtered ones too.
        hidden_columns: columns that are not shown.
        printed: the one area that is printed; None for all.
    """

    formats: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    printed: Area | None = None

    def rows(self, count: int) -> list[int]:
        """Which of so many rows are shown."""
        area = self.printed[0] if self.printed else range(count)
        return [row for row in area if row < count and row not in self.hidden_rows]

    def columns(self, count: int) -> list[int]:
        """Which of so many columns are shown."""
        area = self.printed[1] if self.printed else range(count)
        return [column for column in area if column < count and column not in self.hidden_columns]


def looks(path: Path) -> dict[str, Look]:
    """The looks of a workbook's sheets by their names; of what is no sound xlsx, none.

    The file must have passed `package_problem`.
    """
    try:
        with zipfile.ZipFile(path) as package:
            return dict(_looks(package))
    except (zipfile.BadZipFile, KeyError, ValueError, ElementTree.ParseError):
        return {}


def _looks(package: zipfile.ZipFile) -> Iterator[tuple[str, Look]]:
    workbook = _part(package, _WORKBOOK)
    targets = {
        one.get("Id"): posixpath.normpath(posixpath.join("/xl", one.get("Target", "")))[1:]
        for one in _part(package, "xl/_rels/workbook.xml.rels")
    }
    areas = _areas(workbook)
    formats = _formats(_part(package, "xl/styles.xml"))
    properties = workbook.find("{*}workbookPr")
    if properties is not None and properties.get("date1904") in ("1", "true"):  # other days
        formats = {style: code for style, code in formats.items() if "aaa" not in code}
    for number, sheet in enumerate(workbook.iterfind("{*}sheets/{*}sheet")):
        relation = next(value for key, value in sheet.items() if key.endswith("}id"))
        with package.open(targets[relation]) as part:
            yield sheet.get("name", ""), _look(part, formats, areas.get(str(number)))


def _part(package: zipfile.ZipFile, name: str) -> Element:
    return ElementTree.fromstring(package.read(name))  # noqa: S314 - its size is bounded before


def _areas(workbook: Element) -> dict[str, Area]:
    """Areas that are printed, by the numbers of their sheets; where a sheet has several, none."""
    areas = {}
    for name in workbook.iterfind("{*}definedNames/{*}definedName[@name='_xlnm.Print_Area']"):
        found = _AREA.fullmatch(name.text or "")
        if found:
            left, top, right, bottom = found.groups()
            rows, columns = (
                range(int(top) - 1, int(bottom)),
                range(_column(left), _column(right) + 1),
            )
            areas[name.get("localSheetId", "")] = rows, columns
    return areas


def _formats(styles: Element) -> dict[str, str]:
    """Number formats by the numbers of cells' styles, without the usual one."""
    codes = dict(BUILT_IN)
    for one in styles.iterfind("{*}numFmts/{*}numFmt"):
        codes[int(one.get("numFmtId", _GENERAL))] = one.get("formatCode", "")
    cells = [int(one.get("numFmtId", _GENERAL)) for one in styles.iterfind("{*}cellXfs/{*}xf")]
    return {str(i): codes[number] for i, number in enumerate(cells) if codes.get(number)}


def _look(part: IO[bytes], formats: Mapping[str, str], printed: Area | None) -> Look:
    cells: dict[tuple[int, int], str] = {}
    rows, columns = set(), set()
    for _, element in ElementTree.iterparse(part):  # noqa: S314 - its size is bounded before
        kind = element.tag.rpartition("}")[2]
        if kind == "c":
            code = formats.get(element.get("s", ""))
            place = _CELL.fullmatch(element.get("r", "")) if code else None
            if code and place:
                cells[int(place[2]) - 1, _column(place[1])] = code
        elif kind == "row":
            if _is_hidden(element):
                rows.add(int(element.get("r", 0)) - 1)
            element.clear()
        elif kind == "col" and _is_hidden(element):
            last = min(int(element.get("max", 0)), _LAST_COLUMN)
            columns |= set(range(int(element.get("min", 1)) - 1, last))
    return Look(cells, frozenset(rows), frozenset(columns), printed)


def _is_hidden(element: Element) -> bool:
    return element.get("hidden") in ("1", "true")


def _column(letters: str) -> int:
    """The number of a column from 0: A 0, Z 25, AA 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
