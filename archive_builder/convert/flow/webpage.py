"""Web pages (HTML) as running text: what a reader sees of them; nothing is ever fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from archive_builder.convert.flow.blocks import Block, Heading, Run, text_of
from archive_builder.convert.flow.elements import Element, read_page
from archive_builder.convert.flow.indents import indented
from archive_builder.convert.flow.plain import TOO_LONG, is_too_long, set_blocks
from archive_builder.convert.flow.reading import Reading
from archive_builder.convert.flow.webtables import Taken
from archive_builder.convert.kind import Kind
from archive_builder.convert.outcome import Converter, Outcome, Pages, Problem
from archive_builder.decoding import page_markup
from archive_builder.typeset.fonts import FontSet

_MENU = 3
"""So many lines running that are nothing but links are a menu."""
_PART = re.compile(r"\s*(?:[_|｜]|\s[-–—]+\s)\s*")
"""What parts a page's title from the name of its site."""


def blocks_of(html: str, *, titled: bool = True, menus: bool = False) -> tuple[list[Block], int]:
    """Return what a web page shows, and how many pictures it shows that are not within it.

    Programs, navigation and what is hidden are left out.

    Args:
        html: the page.
        titled: its title comes first where the page does not say it.
        menus: lines that are nothing but links stay; else three or more are left out.
    """
    root = read_page(html)
    reading = Reading()
    taken = reading.read(root)
    blocks = [one.block for one in taken] if menus else list(_without_menus(taken))
    title = _PART.split(" ".join(_title(root).split()))[0] if titled else ""
    if title and _squeezed(title) not in _squeezed(text_of(blocks)):
        blocks.insert(0, Heading(1, (Run(title),)))
    return indented(blocks), reading.absent


def _title(root: Element) -> str:
    """The text of the first title, wherever it stands."""
    for element in root.elements():
        found = element.text() if element.tag == "title" else _title(element)
        if found.strip():
            return found
    return ""


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _without_menus(taken: Iterable[Taken]) -> Iterator[Block]:
    for menu, run in groupby(taken, key=lambda one: one.menu):
        some = [one.block for one in run]
        if not menu or len(text_of(some).split("\n")) < _MENU:
            yield from some


def absent_note(absent: int) -> tuple[str, ...]:
    """What a reader must know of pictures that are not in the file."""
    return (f"正文中有 {absent} 幅图片不在文件内或无法读取，未印出",) if absent else ()


def convert(path: Path, fonts: FontSet) -> Outcome:
    """Set a web page."""
    blocks, absent = blocks_of(page_markup(path.read_bytes()))
    if not blocks:
        return Problem("网页没有文字，请核对后重新报送")
    text = text_of(blocks)
    if is_too_long(text):
        return TOO_LONG
    worded = bool(text.strip())
    return Pages(set_blocks(blocks, fonts), notes=absent_note(absent), worded=worded)


CONVERTER = Converter(
    name="archive-builder 网页排版",
    kinds=frozenset({Kind.HTML}),
    convert=convert,
)
