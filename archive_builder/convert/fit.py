"""Fitting the sheets of a workbook (xlsx) to paper before LibreOffice prints it.

Printed as it is, a roster falls apart into pages of some columns each. In a copy every sheet
becomes A4, as wide as the paper and as long as it likes, landscape when it is wide, with its
header on every page; where its author fitted it to pages, that stays. Formulas give way to the
values they were saved with, so that no sheet shows another day than its author saw.

The XML is changed as text: ElementTree would rename the prefixes that mc:Ignorable speaks of, and
hold a sheet of a hundred megabytes as a tree.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from xml.sax.saxutils import escape

from python_calamine import SheetTypeEnum

from archive_builder.convert.cells import opened, read
from archive_builder.convert.heads import header_rows
from archive_builder.convert.package import rewrite

PORTRAIT_WIDTH = 600.0
"""pt of columns that still go on a portrait page, some of them shrunk to seven eighths."""

_POINTS = 5.25
"""pt of a unit of column width: the 7 pixels of a digit in 11 pt Calibri."""
_DEFAULT = 9.14
"""Units of a column of default width, with its padding."""
_TOP_ROWS = 60
"""Rows read to find the header."""
_INCHES = {"left": 0.7, "right": 0.7, "top": 0.75, "bottom": 0.75, "header": 0.3, "footer": 0.3}
"""Margins of a sheet that states none."""
_SPINE = 25 / 25.4
"""Inches that the thread of a binding needs."""


_MARGINS = re.compile(rb"<(?:[\w.-]+:)?headerFooter\b.*?</(?:[\w.-]+:)?headerFooter>", re.DOTALL)
_TODAY = re.compile(rb"&amp;[DT]")
"""Date and time of printing, in a header or footer: no part of what was received."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What was seen of a sheet: columns in use from the first, and the rows of its header."""

    columns: int
    header: range


def fit(source: Path, target: Path) -> None:
    """Write a copy of a workbook whose sheets are fitted to paper.

    Raises:
        python_calamine.CalamineError: the workbook can't be read.
        Panic: reading it crashed.
        KeyError: a part that it names is missing.
        zipfile.BadZipFile: it is damaged.
    """
    plans = _plans(source)
    with zipfile.ZipFile(source) as package:
        home = _workbook(package)
        parts = _sheets(package, home)

    def edit(name: str, content: bytes) -> bytes:
        if name == home:
            return with_headers(content, list(plans.items()))
        title = parts.get(name)
        return fitted(settled(content), plans[title]) if title in plans else content

    rewrite(source, target, edit)


def _plans(source: Path) -> dict[str, Plan]:
    """Every sheet by name, in the workbook's order; a chart sheet has no columns."""
    plans = {}
    with opened(source) as workbook:
        for meta in workbook.sheets_metadata:
            plans[meta.name] = Plan(0, range(0))
            if meta.typ == SheetTypeEnum.WorkSheet:
                sheet = workbook.get_sheet_by_name(meta.name)
                columns = sheet.end[1] + 1 if sheet.end else 0
                plans[meta.name] = Plan(columns, header_rows(*read(sheet, _TOP_ROWS)))
    return plans


def fitted(sheet: bytes, plan: Plan) -> bytes:
    """Return a worksheet's XML set to print one A4 page wide."""
    root = re.search(rb"<((?:[\w.-]+:)?)worksheet\b[^>]*>", sheet)
    if root is None:
        return sheet
    prefix = root[1].decode()
    old = re.search(rf"<{prefix}pageSetup\b[^>]*>(?:</{prefix}pageSetup>)?".encode(), sheet)
    chosen = _attributes(old[0]) if old else {}
    marked = re.search(rf"<{prefix}pageSetUpPr\b[^>]*>".encode(), sheet)
    by_author = marked is not None and _attributes(marked[0]).get("fitToPage") in ("1", "true")
    setup = _setup(chosen, by_author, _width(sheet, plan.columns) > PORTRAIT_WIDTH)
    if old:
        sheet = sheet.replace(old[0], b"", 1)
    sheet, margins = _margins(sheet, prefix, landscape="landscape" in setup)
    sheet = sheet if by_author else _with_fit(sheet, prefix, root[0], marked)
    sheet = _MARGINS.sub(lambda found: _TODAY.sub(b"", found[0]), sheet)
    end = f"</{prefix}worksheet>".encode()
    return sheet.replace(end, f"{margins}<{prefix}pageSetup {setup}/>".encode() + end)


def _margins(sheet: bytes, prefix: str, *, landscape: bool) -> tuple[bytes, str]:
    """Take out the sheet's margins; return them with room for the thread at the spine.

    Bound, the spine is at the top of a landscape page, on either side of a portrait one.
    """
    old = re.search(rf"<{prefix}pageMargins\b[^>]*>(?:</{prefix}pageMargins>)?".encode(), sheet)
    inches = _INCHES | ({k: float(v) for k, v in _attributes(old[0]).items()} if old else {})
    for edge in ("top",) if landscape else ("left", "right"):
        inches[edge] = max(inches[edge], _SPINE)
    said = " ".join(f'{edge}="{value:g}"' for edge, value in inches.items())
    rest = sheet.replace(old[0], b"", 1) if old else sheet
    return rest, f"<{prefix}pageMargins {said}/>"


def _setup(chosen: Mapping[str, str], by_author: bool, wide: bool) -> str:
    """The attributes of the page setup; what the author fitted keeps its pages."""
    pages = (chosen.get("fitToWidth", "1"), chosen.get("fitToHeight", "1"))
    across, down = pages if by_author else ("1", "0")
    turned = chosen.get("orientation") == "landscape" or (wide and not by_author)
    orientation = "landscape" if turned else "portrait"
    return f'paperSize="9" orientation="{orientation}" fitToWidth="{across}" fitToHeight="{down}"'


def _with_fit(sheet: bytes, prefix: str, root: bytes, marked: re.Match[bytes] | None) -> bytes:
    """Switch fitting on, in the sheet's properties."""
    mark = f'<{prefix}pageSetUpPr fitToPage="1"/>'
    if marked:
        return sheet.replace(marked[0], mark.encode(), 1)
    held = re.search(rf"<{prefix}sheetPr\b([^>]*?)(/?)>".encode(), sheet)
    if held is None:
        whole = f"<{prefix}sheetPr>{mark}</{prefix}sheetPr>".encode()
        return sheet.replace(root, root + whole, 1)
    if held[2]:
        whole = f"<{prefix}sheetPr{held[1].decode()}>{mark}</{prefix}sheetPr>".encode()
        return sheet.replace(held[0], whole, 1)
    end = f"</{prefix}sheetPr>".encode()
    return sheet.replace(end, mark.encode() + end, 1)


def _width(sheet: bytes, columns: int) -> float:
    """Width in pt of the first columns, without hidden ones."""
    head = sheet.partition(b"sheetData")[0]
    units = re.search(rb'\bdefaultColWidth="([\d.]+)"', head)
    widths = [float(units[1]) if units else _DEFAULT] * columns
    for tag in re.findall(rb"<(?:[\w.-]+:)?col\b[^>]*>", head):
        column = _attributes(tag)
        width = float(column.get("width", _DEFAULT))
        first, last = int(column["min"]) - 1, min(int(column["max"]), columns)
        shown = 0.0 if column.get("hidden") in ("1", "true") else width
        widths[first:last] = [shown] * max(last - first, 0)
    return sum(widths) * _POINTS


_COMPUTED = re.compile(
    rb"""(<(?P<p>(?:[\w.-]+:)?)c\b(?P<cell>[^>]*)>\s*)
    <(?P=p)f\b(?:[^>]*/>|[^>]*>[^<]*</(?P=p)f>)\s*
    (?=<(?P=p)v>(?P<value>[^<]*)<|<(?P=p)v/>)""",
    re.VERBOSE,
)
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s>/]")


def settled(sheet: bytes) -> bytes:
    """Leave the values that formulas had when the workbook was saved, instead of the formulas.

    A workbook made by a program that computes nothing keeps its formulas.
    """
    known = sum(
        bool(one["value"]) or b't="str"' in one["cell"] for one in _COMPUTED.finditer(sheet)
    )
    return _COMPUTED.sub(rb"\1", sheet) if known == len(_FORMULA.findall(sheet)) else sheet


def with_headers(workbook: bytes, plans: list[tuple[str, Plan]]) -> bytes:
    """Return a workbook's XML with headers repeated where its author set nothing."""
    root = re.search(rb"<((?:[\w.-]+:)?)workbook\b", workbook)
    prefix = root[1].decode() if root else ""
    tags = re.findall(rf"<{prefix}definedName\b[^>]*>".encode(), workbook)
    held = {_attributes(tag).get("localSheetId") for tag in tags if b"_xlnm.Print_Titles" in tag}
    names = "".join(
        f'<{prefix}definedName name="_xlnm.Print_Titles" localSheetId="{number}">'
        f"{_quoted(name)}!${plan.header.start + 1}:${plan.header.stop}</{prefix}definedName>"
        for number, (name, plan) in enumerate(plans)
        if plan.header and str(number) not in held
    )
    start, end = f"<{prefix}definedNames>", f"</{prefix}sheets>"
    if start.encode() in workbook:
        return workbook.replace(start.encode(), (start + names).encode(), 1)
    whole = f"{end}{start}{names}</{prefix}definedNames>" if names else end
    return workbook.replace(end.encode(), whole.encode(), 1)


def _quoted(name: str) -> str:
    return escape("'" + name.replace("'", "''") + "'")


def _attributes(tag: bytes) -> dict[str, str]:
    found = re.findall(r"""([\w.:-]+)\s*=\s*(["'])(.*?)\2""", tag.decode("utf-8", "replace"))
    return {name: unescape(value) for name, _, value in found}


def _related(package: zipfile.ZipFile, part: str) -> dict[str, dict[str, str]]:
    """The relationships of a part by id, their targets as names in the package."""
    folder, file = posixpath.split(part)
    found = package.read(posixpath.join(folder, "_rels", f"{file}.rels"))
    tags = map(_attributes, re.findall(rb"<(?:[\w.-]+:)?Relationship\b[^>]*>", found))
    base = f"/{folder}"
    return {
        tag["Id"]: tag | {"Target": posixpath.normpath(posixpath.join(base, tag["Target"]))[1:]}
        for tag in tags
    }


def _workbook(package: zipfile.ZipFile) -> str:
    for relation in _related(package, "").values():
        if relation["Type"].endswith("/officeDocument"):
            return relation["Target"]
    raise KeyError("officeDocument")


def _sheets(package: zipfile.ZipFile, workbook: str) -> dict[str, str]:
    """The names of sheets by their parts."""
    related = _related(package, workbook)
    tags = re.findall(rb"<(?:[\w.-]+:)?sheet\b[^>]*>", package.read(workbook))
    sheets = {}
    for tag in map(_attributes, tags):
        relation = next((value for key, value in tag.items() if key.endswith(":id")), "")
        sheets[related[relation]["Target"]] = tag["name"]
    return sheets
