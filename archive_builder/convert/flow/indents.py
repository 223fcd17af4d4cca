"""Which paragraphs begin two characters further in, as Chinese ones do. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from archive_builder.convert.flow.blocks import Align, Block, Heading, Paragraph, words

_BLANKS = re.compile("[ \u00a0\u3000\u2002\u2003]*")
_EMS = {"\u3000": 1.0, "\u2003": 1.0}
_LEAST, _MOST = 1.0, 5.0
"""Em of blanks that are an indent; more of them place a line, such as a signature."""
_HAN = re.compile("[\u3400-\u9fff]")
_ADDRESS = re.compile("[：:]$")


def indented(blocks: Sequence[Block]) -> list[Block]:
    """Set the indents of Chinese paragraphs.

    Where paragraphs begin with blanks of their own, those decide for all. Else every paragraph
    in Chinese is indented but for the first after the title where it addresses the recipients.
    """
    own = [_own(block) if isinstance(block, Paragraph) else block for block in blocks]
    if any(isinstance(block, Paragraph) and block.indented for block in own):
        return own
    address = next((block for block in own if not isinstance(block, Heading)), None)
    return [
        replace(block, indented=True)
        if isinstance(block, Paragraph) and _wants(block) and not _addresses(block, address)
        else block
        for block in own
    ]


def _own(block: Paragraph) -> Paragraph:
    """A paragraph whose blanks in front, where they are an indent, have become one."""
    if not block.runs:
        return block
    first = block.runs[0]
    blanks = _BLANKS.match(first.text)
    ems = sum(_EMS.get(char, 0.5) for char in blanks[0]) if blanks else 0.0
    if not blanks or block.align is not Align.LEFT or not _LEAST <= ems <= _MOST:
        return block
    runs = (replace(first, text=first.text[blanks.end() :]), *block.runs[1:])
    return replace(block, runs=runs, indented=True)


def _wants(block: Paragraph) -> bool:
    flush = block.depth or block.marker or block.quoted or block.align is not Align.LEFT
    return not flush and bool(_HAN.search(words(block.runs)))


def _addresses(block: Paragraph, first: Block | None) -> bool:
    return block is first and bool(_ADDRESS.search(words(block.runs).rstrip()))
