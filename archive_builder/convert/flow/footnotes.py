"""Footnotes of Markdown, which CommonMark does not know: 「字[^1]」 and 「[^1]: 注」.

A note stays where it was written, its mark before it: 「〔1〕」.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_NOTE = re.compile(r"\[\^([^\]\s]+)\]:[ \t]*")
_MARK = re.compile(r"\[\^([^\]\s]+)\]")
_INSET = 4
"""Blanks before what belongs to a note and is not its first line."""
_KNOWN = "footnotes"


def footnotes(reader: MarkdownIt) -> None:
    """Let a reader know footnotes."""
    reader.block.ruler.before("reference", "footnote", _note, {"alt": ["paragraph", "reference"]})
    reader.inline.ruler.before("image", "footnote", _mark)


def _note(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """A note that begins at a line."""
    at = state.bMarks[line] + state.tShift[line]
    found = _NOTE.match(state.src, at, state.eMarks[line])
    if not found or state.is_code_block(line):
        return False
    if not silent:
        state.env.setdefault(_KNOWN, set()).add(found[1])
        first = len(state.tokens)
        _within(state, line, end, found.end())
        _begin(state, first, f"〔{found[1]}〕")
    return True


def _within(state: StateBlock, line: int, end: int, at: int) -> None:
    """Read what a note says, from a place of its first line on."""
    outer = state.bMarks[line], state.tShift[line], state.sCount[line], state.parentType
    state.blkIndent += _INSET
    state.bMarks[line], state.tShift[line] = at, 0
    state.sCount[line] = state.blkIndent
    state.parentType = "footnote"
    state.md.block.tokenize(state, line, end)
    state.blkIndent -= _INSET
    state.bMarks[line], state.tShift[line], state.sCount[line], state.parentType = outer


def _begin(state: StateBlock, first: int, mark: str) -> None:
    """Put a note's mark before its words, or alone where it begins with none."""
    if state.tokens[first + 1 : first + 2] and state.tokens[first + 1].type == "inline":
        state.tokens[first + 1].content = mark + state.tokens[first + 1].content
        return
    after, state.tokens[first:] = state.tokens[first:], []
    state.push("paragraph_open", "p", 1)
    inline = state.push("inline", "", 0)
    inline.content, inline.children = mark, []
    state.push("paragraph_close", "p", -1)
    state.tokens += after


def _mark(state: StateInline, silent: bool) -> bool:
    """The mark of a note in the text."""
    found = _MARK.match(state.src, state.pos, state.posMax)
    if not found or found[1] not in state.env.get(_KNOWN, ()):
        return False
    if not silent:
        state.pending += f"〔{found[1]}〕"
    state.pos = found.end()
    return True
