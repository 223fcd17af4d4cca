"""What makes a book need building anew."""

from __future__ import annotations

from dataclasses import replace

from book_samples import LOOK, item, paper, small_volume, volume

from archive_builder.bind import Section, fingerprint
from archive_builder.model import Text
from archive_builder.typeset.fonts import FontSet


def test_the_fingerprint_names_all_that_is_printed(fonts: FontSet) -> None:
    book = small_volume()
    mark = fingerprint(book, fonts, LOOK)
    assert mark == fingerprint(small_volume(), fonts, LOOK)
    others = [
        fingerprint(replace(book, title="别的"), fonts, LOOK),
        fingerprint(replace(book, remarks=()), fonts, LOOK),
        fingerprint(replace(book, sections=book.sections[::-1]), fonts, LOOK),
        fingerprint(book, replace(fonts, digest="other"), LOOK),
        fingerprint(
            book,
            fonts,
            LOOK.model_copy(update={"notes": LOOK.notes.model_copy(update={"title": "别的"})}),
        ),
    ]
    assert len({mark, *others}) == 1 + len(others)


def test_another_rendition_changes_the_fingerprint_but_its_text_does_not(fonts: FontSet) -> None:
    one = item("甲")
    converted = replace(one, rendition=replace(one.rendition, key="other"))
    reread = replace(one, rendition=replace(one.rendition, text=Text(("别的",))))

    def mark(document: object) -> str:
        return fingerprint(volume(Section("A", "甲", (document,))), fonts, LOOK)  # type: ignore[arg-type]

    assert mark(converted) != mark(one)
    assert mark(reread) == mark(one)


def test_all_that_a_slip_says_is_in_the_fingerprint(fonts: FontSet) -> None:
    one = paper(7, 2)
    changed = [
        replace(one, pages=3),
        replace(one, place="别处"),
        replace(one, actor="别人"),
        replace(one, remark="待签字"),
    ]
    marks = {fingerprint(volume(Section("A", "甲", (p,))), fonts, LOOK) for p in (one, *changed)}
    assert len(marks) == 1 + len(changed)
