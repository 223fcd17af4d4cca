"""What a converter hands back: pages, or why there are none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from archive_builder.convert.kind import Kind
from archive_builder.model import Text
from archive_builder.typeset.fonts import FontSet

DRAFT_NOTE = "草样：未安装 LibreOffice，版式以原件为准"
"""The note on pages that a stand-in converter made."""
PLAIN_NOTE = "版式未能还原，仅按顺序列出文字"
"""The note on pages that bear the words of a document and nothing of its look."""
NO_TEXT = Text(())


@dataclass(frozen=True, slots=True)
class Pages:
    """A document as a PDF, not yet cleaned.

    Attributes:
        pdf: the bytes of the PDF, or where it lies: a large one is never held in memory whole.
        draft: a stand-in converter made it (草样).
        notes: what a reader must know, Chinese.
        tabular: its pages are worksheets, whose text is read row by row.
        unshown: text of the document that the pages do not show, such as that of text boxes; it
            counts as the beginning of the first page's text.
        worded: the source is known to have words, so pages without any are a finding.
        signatures: how many the original has that its PDF has not any more.
    """

    pdf: bytes | Path
    draft: bool = False
    notes: tuple[str, ...] = ()
    tabular: bool = False
    unshown: str = ""
    worded: bool = False
    signatures: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a document can't be shown.

    Attributes:
        reason: one Chinese sentence.
        lasting: worth remembering: the same bytes would fail again, or ended or hung the
            converter twice. False for what may be chance.
        text: what it says, where that can be read though not shown.
        details: what else its page says, Chinese: 「时长 3 分 20 秒」.
    """

    reason: str
    lasting: bool = True
    text: Text = NO_TEXT
    details: tuple[str, ...] = ()


Outcome = Pages | Problem


@dataclass(frozen=True, slots=True)
class Converter:
    """One way from some kinds of file to pages.

    Attributes:
        name: name and version, as the 备考表 says it.
        kinds: what it takes.
        convert: from a file and the fonts to an outcome. A function of a module, so that it
            reaches other processes. May raise: whoever calls it makes a `Problem` of that.
    """

    name: str
    kinds: frozenset[Kind]
    convert: Callable[[Path, FontSet], Outcome]
