from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

from archive_builder.convert import Renditions
from archive_builder.convert.cache import place, record
from archive_builder.convert.choice import NEEDS_OFFICE, NONE
from archive_builder.convert.ofd.converter import CONVERTER as OFD
from archive_builder.convert.office.find import Office
from archive_builder.convert.pdf.source import CONVERTER as PDF
from archive_builder.convert.word.words import CONVERTER as WORDS
from archive_builder.model import Bookmark, PageFacts, Rendition, Text
from archive_builder.typeset.fonts import Face, FontSet
from archive_builder.typeset.marks import Role

FONTS = FontSet((), (), Face(Role.HEI, Path("sans.ttf"), 0, "", official=False), "digest")
OFFICE = Office(Path("soffice"), Path("python"), "7.4.7.2")
CONTENT = "ab" * 32


def rendition(key: str, **changes: object) -> Rendition:
    made = Rendition(
        key,
        (PageFacts(595.3, 841.9, 90, 300, ((10.0, 20.5, 30.0, 40.0),)),),
        Text(("正文",)),
        "pikepdf",
        "PDF 文档",
        ("pdf",),
        notes=("原件设有权限限制",),
        fonts=("ABSong",),
        signatures=1,
        outline=(Bookmark(0, "第一章", 1),),
    )
    return replace(made, **changes)


def keep(folder: Path, made: Rendition, pdf: bytes | None) -> None:
    if pdf is not None:
        target = place(folder, made.key, ".pdf")
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(pdf)
    record(folder, made)


def test_what_is_kept_comes_back_the_same(tmp_path: Path) -> None:
    held = Renditions(tmp_path, FONTS, None)
    made = rendition(held.key(CONTENT, PDF.name))
    assert held.get(CONTENT) is None
    keep(tmp_path, made, b"%PDF")
    assert held.get(CONTENT) == made
    assert held.path(made).read_bytes() == b"%PDF"
    assert held.path(made) == tmp_path / made.key[:2] / f"{made.key}.pdf"


def test_other_fonts_or_another_version_are_another_rendition(tmp_path: Path) -> None:
    held = Renditions(tmp_path, FONTS, None)
    keep(tmp_path, rendition(held.key(CONTENT, PDF.name)), b"%PDF")
    assert Renditions(tmp_path, replace(FONTS, digest="other"), None).get(CONTENT) is None
    older = rendition(held.key("cd" * 32, "pikepdf 1.0/1"))
    keep(tmp_path, older, b"%PDF")
    assert held.get("cd" * 32) is None


def test_a_rendition_not_there_whole_is_not_there(tmp_path: Path) -> None:
    held = Renditions(tmp_path, FONTS, None)
    made = rendition(held.key(CONTENT, PDF.name))
    keep(tmp_path, made, b"%PDF")
    held.path(made).unlink()
    assert held.get(CONTENT) is None
    keep(tmp_path, made, b"%PDF")
    held.path(made).with_suffix(".json").write_bytes(b'{"key": ')
    assert held.get(CONTENT) is None


def test_a_verdict_needs_no_pdf(tmp_path: Path) -> None:
    held = Renditions(tmp_path, FONTS, None)
    refused = rendition(held.key(CONTENT, NONE), pages=(), text=Text(()), problem="文件是空的")
    keep(tmp_path, refused, None)
    assert held.get(CONTENT) == refused


def test_what_cannot_be_shown_keeps_its_text(tmp_path: Path) -> None:
    held = Renditions(tmp_path, FONTS, None)
    text = Text(("第一页", ""))
    key = held.key(CONTENT, OFD.name)
    keep(tmp_path, rendition(key, pages=(), text=text, problem="暂不能显示"), None)
    found = held.get(CONTENT)
    assert found is not None
    assert (found.text, found.pages, found.problem) == (text, (), "暂不能显示")


def test_one_set_aside_is_not_tried_again_until_forgotten(tmp_path: Path) -> None:
    held = Renditions(tmp_path, FONTS, None)
    refused = rendition(held.key(CONTENT, NONE), pages=(), text=Text(()), problem="超时")
    held.set_aside(CONTENT, refused)
    assert held.get(CONTENT) == refused
    assert Renditions(tmp_path, FONTS, None).get(CONTENT) is None
    held.forget(refused)
    assert held.get(CONTENT) is None


def test_worker_processes_are_given_the_folder_and_no_verdicts(tmp_path: Path) -> None:
    held = Renditions(tmp_path, FONTS, None)
    refused = rendition(held.key(CONTENT, NONE), pages=(), text=Text(()), problem="超时")
    bare = held.bare()
    held.set_aside(CONTENT, refused)
    assert bare.get(CONTENT) is None
    assert len(pickle.dumps(held.bare())) == len(pickle.dumps(bare))
    assert held.get(CONTENT) == refused


def test_drafts_and_refusals_for_want_of_libreoffice_end_when_it_comes(tmp_path: Path) -> None:
    without, later = Renditions(tmp_path, FONTS, None), Renditions(tmp_path, FONTS, OFFICE)
    draft = rendition(without.key(CONTENT, WORDS.name), draft=True)
    refused = rendition(without.key("cd" * 32, NEEDS_OFFICE), pages=(), problem="需要 LibreOffice")
    keep(tmp_path, draft, b"%PDF")
    keep(tmp_path, refused, None)
    assert without.get(CONTENT) == draft
    assert without.get("cd" * 32) == refused
    assert later.get(CONTENT) is None
    assert later.get("cd" * 32) is None
