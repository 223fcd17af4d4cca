from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import docx
import pikepdf
import pypdfium2
import pytest
from document_builders import rendered, texts, written
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.convert.outcome import Pages, Problem
from archive_builder.convert.panic import Panic
from archive_builder.convert.word import words
from archive_builder.convert.word.faces import cut_faces
from archive_builder.convert.word.families import by_role, role_of
from archive_builder.convert.word.runs import scripts
from archive_builder.convert.word.words import PLAIN_NOTE, convert
from archive_builder.typeset.fontfind import family_name
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import Role

LATIN = {"LiberationSerif", "LiberationSans", "Carlito", "Caladea"}
LINE = "根据2021年12月《关于ABC项目的通知》要求，共3项。"


def document(text: str = LINE, font: str = "仿宋_GB2312", pitch: int | None = None) -> bytes:
    made = docx.Document()
    run = made.add_paragraph().add_run(text)
    run.font.name, run.font.size = "Times New Roman", Pt(16)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if pitch is not None:
        (section,) = made.sections
        grid = section._sectPr.makeelement(qn("w:docGrid"), {})
        grid.set(qn("w:type"), "linesAndChars")
        grid.set(qn("w:linePitch"), "577")
        grid.set(qn("w:charSpace"), str(pitch))
        section._sectPr.append(grid)
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "姓名", "职务"
    return saved(made)


def saved(made: Document) -> bytes:
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def converted(tmp_path: Path, fonts: FontSet, content: bytes) -> Pages:
    outcome = convert(written(tmp_path, "a", content), fonts)
    assert isinstance(outcome, Pages)
    return outcome


def faces(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        named = opened.pages[0].Resources.Font.values()
        return {str(font.BaseFont).lstrip("/").split("+")[-1] for font in named}


def test_every_word_is_found_once(tmp_path: Path, fonts: FontSet) -> None:
    outcome = converted(tmp_path, fonts, document())
    (page,) = texts(outcome.pdf)
    assert "".join(page.split()).count(LINE) == 1
    assert "姓名" in page
    assert outcome.draft
    assert "草样" in outcome.notes[0]


def test_mixed_lines_are_set_in_the_named_face(tmp_path: Path, fonts: FontSet) -> None:
    def pictured(name: str) -> bytes:
        return rendered(converted(tmp_path, fonts, document(font=name)).pdf).tobytes()

    assert pictured("仿宋_GB2312") != pictured("黑体")
    assert pictured("仿宋_GB2312") == pictured("FangSong")
    assert len(faces(converted(tmp_path, fonts, document()).pdf)) > 1


def lines_of(pdf: bytes, text: str) -> list[tuple[float, float]]:
    """Left and bottom of every place where a text stands, pt from the page's lower left."""
    opened = pypdfium2.PdfDocument(pdf)
    try:
        page = opened[0].get_textpage()
        search, found = page.search(text), []
        while place := search.get_next():
            found.append(page.get_charbox(place[0], loose=True)[:2])
        return found
    finally:
        opened.close()


def exact(line: int) -> bytes:
    made = docx.Document()
    normal = made.styles["Normal"]
    normal.font.size = Pt(12)
    normal.paragraph_format.line_spacing = Pt(line)
    normal.paragraph_format.space_after = Pt(0)
    cell = made.add_table(1, 1, made.styles["Table Grid"]).cell(0, 0)
    cell.paragraphs[0].text = "职务"
    made.add_paragraph("职务")
    return saved(made)


def test_letters_stand_low_in_exact_lines(tmp_path: Path, fonts: FontSet) -> None:
    """The baseline is at four fifths of the line, as in Word: 0.8 pt lower for every point."""
    small, large = (lines_of(converted(tmp_path, fonts, exact(n)).pdf, "职务") for n in (12, 30))
    assert small[0][1] - large[0][1] == pytest.approx(0.8 * 18, abs=0.5)
    assert small[1][1] - large[1][1] == pytest.approx(18 + 0.8 * 18, abs=0.5)


def test_chinese_and_latin_are_a_quarter_of_an_em_apart(tmp_path: Path, fonts: FontSet) -> None:
    def width(text: str) -> float:
        pdf = converted(tmp_path, fonts, document(text)).pdf
        (start,), (end,) = lines_of(pdf, "始"), lines_of(pdf, "终")
        return end[0] - start[0]

    plain = width("始于月年，于终") - width("始于月年，终")
    assert plain == pytest.approx(16, abs=0.5)
    assert width("始于2021年终") - width("始于年终") == pytest.approx(4 * 8 + 2 * 4, abs=0.5)
    assert width("始于，2021，年终") - width("始于，，年终") == pytest.approx(4 * 8, abs=0.5)


def test_ticked_boxes_are_no_letters(tmp_path: Path, fonts: FontSet) -> None:
    made = docx.Document()
    paragraph = made.add_paragraph("是")
    for char in ("F052", "00A3"):
        run = paragraph.add_run()
        sign = run._element.makeelement(qn("w:sym"), {})
        sign.set(qn("w:font"), "Wingdings 2")
        sign.set(qn("w:char"), char)
        run._element.append(sign)
    typed = paragraph.add_run("þ")
    typed.font.name = "Wingdings"
    unknown = paragraph.add_run("!")
    unknown.font.name = "Wingdings"
    outcome = converted(tmp_path, fonts, saved(made))
    assert "".join("".join(texts(outcome.pdf)).split()) == "是☑□☑!"
    assert "DejaVuSans" in faces(outcome.pdf)


def test_rare_characters_have_a_face_in_every_role(tmp_path: Path, fonts: FontSet) -> None:
    rare = "瞾䶮㛃𬭎喆堃翀昇祎犇彧珺〇㊿㎡〔‰√№"
    for family in ("方正小标宋简体", "宋体", "仿宋_GB2312", "楷体_GB2312", "黑体"):
        outcome = converted(tmp_path, fonts, document(rare, family))
        assert rare in "".join("".join(texts(outcome.pdf)).split())
        assert faces(outcome.pdf) <= {"ABTitle", "ABSong", "ABFang", "ABKai", "ABHei", *LATIN}


def test_faces_are_cut_to_the_document(fonts: FontSet) -> None:
    cut = dict(cut_faces(fonts, "瞾字"))
    assert list(cut)[:5] == list(Role)
    assert sum(map(len, cut.values())) < 1_500_000
    for face in fonts.faces:
        with TTFont(io.BytesIO(cut[face.role])) as font:
            assert ord("字") in font.getBestCmap()
            assert ord("学") not in font.getBestCmap()
            assert font["name"].getBestFamilyName() == family_name(face.path, face.subfont)


def test_the_fonts_of_the_machine_are_not_asked(
    tmp_path: Path, fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "of the user")
    converted(tmp_path, fonts, document())
    assert os.environ["FONTCONFIG_FILE"] == "of the user"


def test_the_character_pitch_of_a_grid_does_no_harm(tmp_path: Path, fonts: FontSet) -> None:
    plain = texts(converted(tmp_path, fonts, document()).pdf)
    assert texts(converted(tmp_path, fonts, document(pitch=-1266)).pdf) == plain


def test_the_same_document_gives_the_same_pages(tmp_path: Path, fonts: FontSet) -> None:
    first, second = (converted(tmp_path, fonts, document()) for _ in range(2))
    assert rendered(first.pdf).tobytes() == rendered(second.pdf).tobytes()
    assert texts(first.pdf) == texts(second.pdf)


def test_where_rdocx_gives_up_the_words_are_kept(
    tmp_path: Path, fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def panic(*_: object) -> bytes:
        raise Panic("index out of bounds")

    monkeypatch.setattr(words, "_set", panic)
    outcome = converted(tmp_path, fonts, document())
    page = "".join("".join(texts(outcome.pdf)).split())
    assert LINE in page
    assert page.index(LINE) < page.index("姓名职务")
    assert PLAIN_NOTE in outcome.notes


def test_a_document_without_its_main_part_is_a_problem(tmp_path: Path, fonts: FontSet) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
    assert isinstance(convert(written(tmp_path, "a", buffer.getvalue()), fonts), Problem)


@pytest.mark.parametrize(
    ("family", "role"),
    [
        ("方正小标宋简体", Role.TITLE),
        ("仿宋_GB2312", Role.FANG),
        ("FangSong", Role.FANG),
        ("KaiTi", Role.KAI),
        ("楷体_GB2312", Role.KAI),
        ("微软雅黑", Role.HEI),
        ("等线", Role.HEI),
        ("SimHei", Role.HEI),
        ("SimSun", Role.SONG),
        ("华文中宋", Role.SONG),
        ("Times New Roman", None),
    ],
)
def test_families_play_roles(family: str, role: Role | None) -> None:
    assert role_of(family) == role


def test_only_chinese_families_give_way_to_their_roles() -> None:
    xml = '<w:rFonts w:ascii="Arial" w:eastAsia="仿宋_GB2312"/><a:ea typeface="方正黑体_GBK"/>'
    assert by_role(xml) == ('<w:rFonts w:ascii="Arial" w:eastAsia="仿宋"/><a:ea typeface="黑体"/>')


@pytest.mark.parametrize(
    "family", ["等线 Light", "微软雅黑", "Microsoft YaHei", "苹方-简", "华文细黑"]
)
def test_ordinary_text_without_serifs_is_not_set_in_heavy_type(family: str) -> None:
    assert by_role(f'<a:ea typeface="{family}"/>') == '<a:ea typeface="等线"/>'


@given(st.text())
def test_cutting_by_script_loses_nothing(text: str) -> None:
    pieces = scripts(text)
    assert "".join(pieces) == text
    assert all(pieces)


def test_cuts_fall_where_the_script_changes() -> None:
    assert scripts("截至2021年12月，GDP增长") == ["截至", "2021", "年", "12", "月，", "GDP", "增长"]
    assert scripts("纯中文，无其他") == ["纯中文，无其他"]
