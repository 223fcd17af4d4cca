from __future__ import annotations

from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from archive_builder.convert.outcome import Pages
from archive_builder.convert.word.story import boxed, lines
from archive_builder.convert.word.words import BOXES_NOTE, convert
from archive_builder.typeset.fonts import FontSet

NAMED = f"<w:pict {nsdecls('w')}"
NUMBER, TITLE = "某政发〔2021〕12号", "关于开展自查的通知"


def box(text: str, *, grouped: bool = False) -> str:
    """A text box as programs before Word 2010 wrote it."""
    shape = 'type="#_x0000_t202" style="position:absolute;width:300pt;height:40pt"'
    inside = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    drawn = f"<v:shape {shape}><v:textbox>{inside}</v:textbox></v:shape>"
    held = f"<v:group>{drawn}</v:group>" if grouped else drawn
    return f'<w:pict xmlns:v="urn:schemas-microsoft-com:vml">{held}</w:pict>'


def document(folder: Path) -> Path:
    made = docx.Document()
    section = made.sections[0]
    section.header.paragraphs[0].text = "某某县人民政府文件"
    section.footer.paragraphs[0].text = "共印三份"
    twice = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="wps">{box(NUMBER)}</mc:Choice><mc:Fallback>{box(NUMBER)}'
        "</mc:Fallback></mc:AlternateContent>"
    )
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>一、</w:t></w:r></w:p>"
    body = made.element.body
    pieces = (
        f"<w:p {nsdecls('w')}><w:r>{twice}</w:r><w:r>{box(TITLE, grouped=True)}</w:r></w:p>",
        f"{control}</w:sdtContent></w:sdt>",
    )
    for place, xml in enumerate(pieces):
        body.insert(place, parse_xml(xml))
    made.add_paragraph("各乡镇：\t见附表")
    table = made.add_table(2, 2)
    for number, text in enumerate(("姓名", "职务", "张某", "组长")):
        table.cell(*divmod(number, 2)).text = text
    table.cell(1, 0).add_table(1, 1).cell(0, 0).text = "内"
    made.save(str(folder / "a.docx"))
    return folder / "a.docx"


def test_all_that_a_document_says_comes_in_order(tmp_path: Path) -> None:
    assert [line for line in lines(document(tmp_path)) if line] == [
        "某某县人民政府文件",
        NUMBER,
        TITLE,
        "一、",
        "各乡镇：\t见附表",
        "姓名　职务",
        "张某 内　组长",
        "共印三份",
    ]


def test_boxes_come_once(tmp_path: Path) -> None:
    assert list(boxed(document(tmp_path))) == [NUMBER, TITLE]


def test_what_the_draft_does_not_show_is_handed_on_and_said(tmp_path: Path, fonts: FontSet) -> None:
    outcome = convert(document(tmp_path), fonts)
    assert isinstance(outcome, Pages)
    assert outcome.unshown == TITLE
    assert BOXES_NOTE in outcome.notes


def test_old_text_boxes_are_drawn_where_they_stand(tmp_path: Path, fonts: FontSet) -> None:
    made = docx.Document()
    style = 'type="#_x0000_t202" style="position:absolute;margin-left:{}pt;margin-top:{}pt;'
    for left, top in ((0, 100), (50, 160)):
        placed = box(TITLE).replace('type="#_x0000_t202" style="position:absolute;', style)
        run = made.add_paragraph("").add_run()
        run._element.append(parse_xml(placed.format(left, top).replace("<w:pict", NAMED)))
    made.save(str(tmp_path / "a.docx"))
    outcome = convert(tmp_path / "a.docx", fonts)
    assert isinstance(outcome, Pages)
    assert (outcome.unshown, BOXES_NOTE in outcome.notes) == ("", False)
    opened = pypdfium2.PdfDocument(outcome.pdf)
    search = opened[0].get_textpage().search(TITLE)
    first, second = (opened[0].get_textpage().get_charbox(search.get_next()[0]) for _ in "12")
    assert second[0] - first[0] == pytest.approx(50, abs=1)
    assert first[1] - second[1] > 60
    opened.close()
