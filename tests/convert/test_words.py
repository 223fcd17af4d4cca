from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pikepdf
import pytest
from document_builders import rendered, texts, written
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.convert import words
from archive_builder.convert.families import by_role, role_of
from archive_builder.convert.outcome import Pages, Problem
from archive_builder.convert.panic import Panic
from archive_builder.convert.runs import scripts
from archive_builder.convert.words import PLAIN_NOTE, convert
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import Role

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
    xml = '<w:rFonts w:ascii="Arial" w:eastAsia="仿宋_GB2312"/><a:ea typeface="等线 Light"/>'
    assert by_role(xml) == ('<w:rFonts w:ascii="Arial" w:eastAsia="仿宋"/><a:ea typeface="黑体"/>')


@given(st.text())
def test_cutting_by_script_loses_nothing(text: str) -> None:
    pieces = scripts(text)
    assert "".join(pieces) == text
    assert all(pieces)


def test_cuts_fall_where_the_script_changes() -> None:
    assert scripts("截至2021年12月，GDP增长") == ["截至", "2021", "年", "12", "月，", "GDP", "增长"]
    assert scripts("纯中文，无其他") == ["纯中文，无其他"]
