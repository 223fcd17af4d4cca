from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from document_builders import written
from python_calamine import CalamineWorkbook

from archive_builder.convert.fit import Plan, fit, fitted, settled, with_headers

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NARROW, WIDE = Plan(3, range(0)), Plan(30, range(0))


def sheet(*parts: str, prefix: str = "") -> bytes:
    p = f"{prefix}:" if prefix else ""
    name = f"xmlns:{prefix}" if prefix else "xmlns"
    body = "".join(part.replace("<", f"<{p}").replace(f"<{p}/", f"</{p}") for part in parts)
    return f'<{p}worksheet {name}="{NS[1:-1]}">{body}</{p}worksheet>'.encode()


def setup_of(xml: bytes) -> dict[str, str]:
    root = ET.fromstring(xml)
    (properties,) = root.findall(f"{NS}sheetPr/{NS}pageSetUpPr")
    assert properties.get("fitToPage") == "1"
    (setup,) = root.findall(f"{NS}pageSetup")
    assert list(root)[-1] is setup
    return dict(setup.attrib)


@pytest.mark.parametrize("prefix", ["", "x"])
@pytest.mark.parametrize(
    "before",
    [
        "",
        '<sheetPr codeName="S"/>',
        '<sheetPr><tabColor rgb="FF0000"/></sheetPr>',
        '<sheetPr><pageSetUpPr autoPageBreaks="0"/></sheetPr>',
    ],
)
def test_a_sheet_becomes_one_page_wide(before: str, prefix: str) -> None:
    old = '<pageSetup paperSize="8" scale="40" orientation="portrait"/>'
    xml = sheet(before, "<sheetData></sheetData>", old, prefix=prefix)
    expected = {"paperSize": "9", "orientation": "portrait", "fitToWidth": "1", "fitToHeight": "0"}
    assert setup_of(fitted(xml, NARROW)) == expected
    assert setup_of(fitted(xml, WIDE)) == expected | {"orientation": "landscape"}


def test_what_the_author_fitted_stays() -> None:
    xml = sheet(
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
        "<sheetData></sheetData>",
        '<pageSetup paperSize="8" orientation="portrait" fitToWidth="1" fitToHeight="2"/>',
    )
    setup = setup_of(fitted(xml, WIDE))
    assert (setup["orientation"], setup["fitToHeight"], setup["paperSize"]) == (
        "portrait",
        "2",
        "9",
    )


def test_landscape_stays_landscape() -> None:
    xml = sheet("<sheetData></sheetData>", '<pageSetup orientation="landscape"/>')
    assert setup_of(fitted(xml, NARROW))["orientation"] == "landscape"


def test_hidden_columns_do_not_make_a_sheet_wide() -> None:
    def turned(hidden: str) -> str:
        columns = f'<cols><col min="2" max="30" width="20" hidden="{hidden}"/></cols>'
        return setup_of(fitted(sheet(columns, "<sheetData></sheetData>"), WIDE))["orientation"]

    assert turned("1") == "portrait"
    assert turned("0") == "landscape"


def test_the_day_of_printing_is_not_printed() -> None:
    footer = "<oddFooter>&amp;L内部&amp;D &amp;T&amp;R第&amp;P页</oddFooter>"
    margins = f"<headerFooter>{footer}</headerFooter>"
    fixed = fitted(sheet("<sheetData></sheetData>", margins), NARROW).decode()
    assert "<oddFooter>&amp;L内部 &amp;R第&amp;P页</oddFooter>" in fixed


def test_a_chart_sheet_is_left_alone() -> None:
    assert fitted(b"<chartsheet/>", NARROW) == b"<chartsheet/>"


def test_formulas_give_way_to_what_they_showed() -> None:
    xml = sheet(
        '<sheetData><row r="1"><c r="A1"><f>TODAY()</f><v>44550</v></c>'
        '<c r="B1" t="str"><f t="shared" si="0"/><v></v></c><c r="C1"><v>3</v></c></row>',
        "</sheetData>",
    )
    assert b"<f" not in settled(xml)
    assert re.findall(rb"<v>(\d*)</v>", settled(xml)) == [b"44550", b"", b"3"]


def test_formulas_nobody_computed_stay() -> None:
    xml = sheet(
        '<sheetData><row r="1"><c r="A1"><f>SUM(B1)</f><v></v></c>'
        '<c r="B1"><f>1+1</f><v>2</v></c></row></sheetData>'
    )
    assert settled(xml) == xml


def test_headers_are_named_in_the_workbook_unless_its_author_did() -> None:
    book = (
        b"<workbook><sheets/><sheets></sheets><definedNames>"
        b'<definedName name="_xlnm.Print_Titles" localSheetId="1">S!$1:$1</definedName>'
        b"</definedNames></workbook>"
    )
    plans = [("甲's & 乙", Plan(4, range(2, 4))), ("丙", Plan(4, range(0, 1)))]
    named = with_headers(book, plans).decode()
    assert named.count("Print_Titles") == 2
    assert "'甲''s &amp; 乙'!$3:$4</definedName>" in named
    ET.fromstring(named)


def test_a_workbook_keeps_its_cells(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        rows = [["序号", "姓名", "住址"], [1, "甲", "一组"], [2, "乙", "二组"]]
        for name in ("花名册", "台账 <1>"):
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    source = written(tmp_path, "a.xlsx", buffer.getvalue())
    before, target = source.read_bytes(), tmp_path / "b.xlsx"
    fit(source, target)
    assert source.read_bytes() == before
    with CalamineWorkbook.from_path(target) as again:
        assert again.sheet_names == ["花名册", "台账 <1>"]
        assert again.get_sheet_by_name("台账 <1>").to_python()[2] == [2, "乙", "二组"]
    with zipfile.ZipFile(target) as package:
        book_xml = package.read("xl/workbook.xml").decode()
        for number in (1, 2):
            setup_of(package.read(f"xl/worksheets/sheet{number}.xml"))
    assert "'花名册'!$1:$1" in book_xml
    assert "'台账 &lt;1&gt;'!$1:$1" in book_xml


@pytest.mark.parametrize(
    ("plan", "stated", "expected"),
    [
        (NARROW, "", {"left": 0.984252, "right": 0.984252, "top": 0.75}),
        (WIDE, "", {"left": 0.7, "right": 0.7, "top": 0.984252}),
        (
            NARROW,
            '<pageMargins left="1.2" right="0.2" top="0.5" bottom="0.5" header="0" footer="0"/>',
            {"left": 1.2, "right": 0.984252, "top": 0.5},
        ),
    ],
)
def test_the_spine_has_room_for_its_thread(
    plan: Plan, stated: str, expected: dict[str, float]
) -> None:
    made = fitted(sheet("", f"<sheetData></sheetData>{stated}"), plan)
    (tag,) = re.findall(rb"<pageMargins [^>]*>", made)
    margins = dict(re.findall(r'(\w+)="([\d.]+)"', tag.decode()))
    assert {edge: float(margins[edge]) for edge in expected} == expected
