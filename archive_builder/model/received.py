"""What arrived: documents, their pages and elements, and where they were filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive_builder.model.incoming import OWN_ROOT
from archive_builder.model.required import SlotId


@dataclass(frozen=True, slots=True)
class Text:
    """正文: a document's text, a string a page."""

    pages: tuple[str, ...]


Ink = tuple[float, float, float, float]
"""A box that bears marks: left, top, right, bottom, in pt from the displayed page's upper left."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A page of a rendition, as displayed (after rotation).

    Attributes:
        width: in pt.
        height: in pt.
        rotation: the turn that the page's content is displayed with: 0, 90, 180 or 270.
        dpi: of the coarsest picture that covers a good part of the page; None where none does.
        ink: what bears marks within `STAMP_BAND` of its upper and lower edge, where a page number
            or an archive stamp may go.
    """

    width: float
    height: float
    rotation: int = 0
    dpi: int | None = None
    ink: tuple[Ink, ...] = ()


STAMP_BAND = 72.0
"""Height in pt of the bands at the upper and lower edge of a page that `PageFacts.ink` covers."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A line of the outline that a document brought: its depth from 0, title, and page from 1."""

    depth: int
    title: str
    page: int


@dataclass(frozen=True, slots=True)
class Rendition:
    """转换件: a document as PDF pages; knows nothing of unit or volume.

    Attributes:
        key: hash of (content, converter and version, settings, fonts); names the PDF in the cache.
        converter: name and version, as the 备考表 says it.
        kind: what the file is by its content, as messages call it: 「PDF 文档」.
        suffixes: what the names of such files end in, lower case without dot; none known: empty.
        draft: True when a stand-in converter was used (草样).
        notes: what a reader must know (substituted fonts, repaired, …), Chinese.
        problem: why the document could not be shown; its one page says so. None when it could.
        details: what else that page says, Chinese: 「时长 3 分 20 秒」.
        fonts: the faces in its PDF, without subset prefixes, in order of name.
        signatures: how many signed fields the original has.
        outline: the document's own bookmarks.
        obstacles: what keeps its pages from being PDF/A-2b, Chinese; empty when nothing does.
    """

    key: str
    pages: tuple[PageFacts, ...]
    text: Text
    converter: str
    kind: str = ""
    suffixes: tuple[str, ...] = ()
    draft: bool = False
    notes: tuple[str, ...] = ()
    problem: str | None = None
    details: tuple[str, ...] = ()
    fonts: tuple[str, ...] = ()
    signatures: int = 0
    outline: tuple[Bookmark, ...] = ()
    obstacles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """An element's value, the line it was read from, and how sure (0 to 1)."""

    value: str
    source: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Elements:
    """文件要素. What a document does not state is None: never guessed.

    `date` is ISO, YYYY-MM-DD or YYYY-MM; `author` joins joint issuers with 、 in order;
    `level` is a `Level` value or 外地; `recipient` (主送机关) is the list as printed.
    """

    title: Field | None = None
    document_number: Field | None = None
    author: Field | None = None
    date: Field | None = None
    classification: Field | None = None
    genre: Field | None = None
    level: Field | None = None
    recipient: Field | None = None


class ReceiptState(StrEnum):
    """Where an arrival stands; every arrival is in exactly one (conservation)."""

    FILED = "已归档"
    PENDING = "待定"
    DECISION = "待人工处理"
    DUPLICATE = "重复件"
    SUPERSEDED = "旧版"
    DISMISSED = "不归档"
    REFUSED = "拒收"
    IGNORED = "忽略"
    UNPACKED = "已拆包"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One arrival that was taken: which bytes, from where, when.

    `path` is relative to the root it came in, with ``/`` between folders; a member of an archive
    has the archive's own path as its first folders. `container` is the archive's receipt.
    """

    id: int
    sha256: str
    path: str
    received_at: datetime
    container: int | None = None
    root: str = OWN_ROOT

    @property
    def shown(self) -> str:
        """The path as people read it: with its root, unless that is incoming/."""
        return shown_path(self.root, self.path)


def shown_path(root: str, path: str) -> str:
    """A path as people read it: ``root：path``, or the path alone where it is in incoming/."""
    return path if root == OWN_ROOT else f"{root}：{path}"


@dataclass(frozen=True, slots=True)
class Filing:
    """归档: a receipt's document → slot, by which rule or which person. Append-only."""

    id: int
    receipt: int
    sha256: str
    slot: SlotId
    at: datetime
    actor: str
    rule: str
    reason: str
