"""Making the seals, signatures, highlights and filled-in fields of a PDF part of its pages.

They are annotations, and a page copied into a volume leaves its annotations behind: the red seal
would vanish. What a reader shows becomes content; what it does only on demand goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from archive_builder.convert.pdf.fields import missing_value
from archive_builder.convert.pdf.layers import Layers
from archive_builder.convert.pdf.looks import missing_look
from archive_builder.convert.pdf.values import dictionaries, entry, inherited, number
from archive_builder.typeset.fonts import FontSet

_HIDDEN, _PRINTED, _NOT_VIEWED = 1 << 1, 1 << 2, 1 << 5
_ON_DEMAND = (Name.Popup, Name.Link)
_MARKUP = tuple(
    Name(f"/{kind}")
    for kind in (
        *("Highlight", "Underline", "StrikeOut", "Squiggly", "Caret", "Ink"),
        *("Square", "Circle", "Line", "Polygon", "PolyLine"),
    )
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the annotations were."""

    comments: int = 0
    attached: int = 0
    signatures: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """Chinese sentences on what a reader of the pages must know."""
        signature = ("电子签章外观，签名以原件为准",) if self.signatures else ()
        comments = (f"原件有 {self.comments} 处批注，内容未印出",) if self.comments else ()
        return signature + comments


def flatten(pdf: pikepdf.Pdf, pages: Sequence[Dictionary], layers: Layers, fonts: FontSet) -> Seen:
    """Draw every annotation that shows into its page; none is left, nor any form."""
    every: list[Dictionary] = []
    drawn = False
    for page in pages:
        listed = dictionaries(page.get(Name.Annots))
        every += listed
        looks = [look for one in listed for look in _looks(pdf, one, layers, fonts)]
        page.Annots = Array(looks)
        drawn = drawn or bool(looks)
    if drawn:
        if entry(pdf.Root, Name.AcroForm, Name.NeedAppearances) is not None:
            del pdf.Root.AcroForm.NeedAppearances
        pdf.flatten_annotations("all")
    return Seen(sum(map(_is_comment, every)), sum(map(_is_attachment, every)), _signatures(every))


def _looks(
    pdf: pikepdf.Pdf, annotation: Dictionary, layers: Layers, fonts: FontSet
) -> Iterator[Dictionary]:
    """Annotations with a look, which together show what a reader shows of one."""
    if not _is_visible(annotation) or layers.hides(annotation.get(Name.OC)):
        return
    look = _look(annotation)
    if look is not None:
        annotation.AP = Dictionary(N=_bare(look))
        yield annotation
    elif stamp := missing_look(pdf, annotation):
        yield stamp
    if annotation.get(Name.Subtype) == Name.Widget and (
        value := missing_value(pdf, annotation, fonts)
    ):
        yield value


def _is_visible(annotation: Dictionary) -> bool:
    """Whether it shows on the screen or on paper: a seal's maker may have set neither flag."""
    flags = int(number(annotation.get(Name.F), 0))
    unseen = flags & _HIDDEN or (flags & _NOT_VIEWED and not flags & _PRINTED)
    return not unseen and annotation.get(Name.Subtype) not in _ON_DEMAND


def _look(annotation: Dictionary) -> Stream | None:
    """The look of the state that it is in."""
    normal = entry(annotation, Name.AP, Name.N)
    if not isinstance(normal, Dictionary):
        return normal if isinstance(normal, Stream) else None
    state = annotation.get(Name.AS)
    if not isinstance(state, Name):
        value = annotation.get(Name.V, entry(annotation, Name.Parent, Name.V))
        state = value if isinstance(value, Name) and value in normal else Name.Off
    found = normal.get(state)
    return found if isinstance(found, Stream) else None


def _bare(look: Stream) -> Stream:
    """A look as readers draw it: straight onto the page, not as a group of its own."""
    if Name.Group in look:
        look = copy(look)
        del look.Group
    look.Subtype = Name.Form
    return look


def _is_comment(annotation: Dictionary) -> bool:
    """Whether it says something that the page does not show."""
    kind = annotation.get(Name.Subtype)
    if kind == Name.Text:
        return True
    said = bool(str(annotation.get(Name.Contents, "")).strip())
    unseen = kind == Name.FreeText and _look(annotation) is None
    return said and (kind in _MARKUP or unseen)


def _is_attachment(annotation: Dictionary) -> bool:
    return annotation.get(Name.Subtype) == Name.FileAttachment


def _signatures(annotations: Sequence[Dictionary]) -> int:
    """How many signatures there are; one may show in several places."""
    values = [inherited(one, Name.V) for one in annotations if inherited(one, Name.FT) == Name.Sig]
    signed = [one for one in values if isinstance(one, Dictionary)]
    return len({one.objgen for one in signed if one.is_indirect}) + sum(
        not one.is_indirect for one in signed
    )
