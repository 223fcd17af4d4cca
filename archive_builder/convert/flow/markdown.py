"""Markdown texts (CommonMark, with tables, struck words and footnotes as GitHub has them)."""

from __future__ import annotations

import re
from pathlib import Path

from markdown_it import MarkdownIt

from archive_builder.convert.flow.footnotes import footnotes
from archive_builder.convert.flow.plain import TOO_LONG, is_too_long, set_blocks
from archive_builder.convert.flow.webpage import absent_note, blocks_of
from archive_builder.convert.kind import Kind
from archive_builder.convert.outcome import Converter, Outcome, Pages, Problem
from archive_builder.decoding import decode
from archive_builder.typeset.fonts import FontSet

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?\n)---[ \t]*(\r?\n|\Z)", re.DOTALL)
"""What programs note about a text before it begins."""


def page_of(text: str) -> str:
    """Return a Markdown text as a web page; what is noted before it begins stands as it is."""
    noted = _FRONT.match(text)
    marked = f"```\n{noted[1]}```\n\n{text[noted.end() :]}" if noted else text
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnotes)
    return str(reader.render(marked))


def convert(path: Path, fonts: FontSet) -> Outcome:
    """Set a Markdown text in UTF-8, UTF-16 or GB18030; nothing is fetched."""
    text = decode(path.read_bytes())
    if text is None:
        return Problem("文本编码无法识别，请另存为 UTF-8 文本或 PDF 后报送")
    if is_too_long(text):
        return TOO_LONG
    blocks, absent = blocks_of(page_of(text), menus=True)
    if not blocks:
        return Problem("文本文件没有文字，请核对后重新报送")
    return Pages(set_blocks(blocks, fonts), notes=absent_note(absent), worded=True)


CONVERTER = Converter(
    name="archive-builder Markdown 排版",
    kinds=frozenset({Kind.MARKDOWN}),
    convert=convert,
)
