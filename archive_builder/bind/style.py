"""How printed pages look and what they say, as values; `look.py` reads them from a file. Pure."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from archive_builder.bind.book import BookKind
from archive_builder.typeset.marks import Role

Millimetres = Annotated[float, Field(ge=0, le=420)]
Margin = Annotated[float, Field(ge=0, le=60)]
Shown = Literal[
    "ordinal", "number", "author", "title", "date", "page", "remark", "validity"
]  # what a contents column can show of an entry
Listed = Literal["ordinal", "part", "state", "due", "reason"]


class _Strict(BaseModel):
    """Values that can't change; an unknown or missing key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Type(_Strict):
    """A typeface by its role, and its size in pt."""

    font: Role
    size: Annotated[float, Field(ge=6, le=120)]


class Margins(_Strict):
    """天头, 地脚, 订口, 翻口 in mm; 订口 is at the left of a front and at the right of a back."""

    top: Margin
    bottom: Margin
    gutter: Margin
    fore: Margin


class PageNumber(Type):
    """Where the 页号 stands: its baseline from the top edge, its end from the outer edge, mm."""

    top: Millimetres
    side: Millimetres


class Cover(_Strict):
    """A cover, from top to bottom.

    Attributes:
        corner: text at the top left.
        caption: small label of the title, inside its rules; the field of that name is the title.
        head: labels of the fields above the title, a ruled line each.
        title_at: the title's middle from the top edge, mm; `title_rules` frames it by rules.
        subtitle: lines under the title; {label} stands for a field. A line is left out where the
            book has no such field, and is a rule for handwriting where the field is empty.
        rows: labels of the ruled fields below, a tuple a row. Fields that nothing here names
            follow in rows of their own, so that none is lost.
        foot: lines at the foot, as in `subtitle`.
    """

    corner: str
    caption: str
    head: tuple[str, ...]
    title: Type
    title_at: Millimetres
    title_rules: bool
    subtitle: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...]
    label: Type
    value: Type


class ContentsColumn(_Strict):
    """A column of the contents; width in mm."""

    shows: Shown
    title: str
    width: Millimetres
    align: Literal["left", "center", "right"] = "left"


class Contents(_Strict):
    """The contents table; `size` in pt, {title} in `notes` is the book's title."""

    title: str
    notes: tuple[str, ...]
    size: Annotated[float, Field(ge=6, le=24)]
    columns: tuple[ContentsColumn, ...]


class Divider(_Strict):
    """A divider; {items} in `counts` is how many documents, {gaps} what is open."""

    head: Type
    code: Type
    title: Type
    counts: str
    counts_without_gaps: str
    counts_type: Type
    tab: Type


class GapColumn(_Strict):
    """A column of the gap page; width in mm."""

    shows: Listed
    title: str
    width: Millimetres
    align: Literal["left", "center", "right"] = "left"


class GapPage(_Strict):
    """The page that stands for what is open; {gaps} in `counts` says how much.

    `mark` stands large where something was never received or was returned, `unfinished` where all
    is there and only a signature, a seal or a check is open.
    """

    mark: str
    unfinished: str
    mark_type: Type
    title: Type
    counts: str
    size: Annotated[float, Field(ge=6, le=24)]
    columns: tuple[GapColumn, ...]
    closing: str


class StandIn(_Strict):
    """A page that stands for something; `closing` says what to do about it."""

    title: str
    title_type: Type
    label: Type
    value: Type
    closing: str


class PaperSlip(StandIn):
    """The page behind which an original on paper is put in.

    In `instruction` {pages} is how many pages it has, and {numbers} which 页号 are kept for them.
    """

    instruction: str


class Remarks(_Strict):
    """备考表; `signatures` are the fields for handwriting."""

    title: str
    title_type: Type
    heading: str
    heading_type: Type
    text: Type
    signatures: tuple[str, ...]


class Notes(_Strict):
    """编印说明."""

    title: str
    title_type: Type
    text: Type


class Look(_Strict):
    """The look and the texts of every page that this room draws."""

    margins: Margins
    page_number: PageNumber
    covers: dict[BookKind, Cover]
    contents: dict[BookKind, Contents]
    divider: Divider
    gap: GapPage
    problem: StandIn
    paper: PaperSlip
    remarks: Remarks
    notes: Notes
