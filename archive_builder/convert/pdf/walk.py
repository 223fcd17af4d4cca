"""Everything that the pages of a PDF are drawn with: content streams, and their resources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

Id = tuple[int, int]
"""An object's number and generation; (0, 0) for one written inside another."""

INSIDE: Id = (0, 0)
_TEXT = "q Q Tf Tj TJ ' \" gs"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page, form, pattern, soft mask or drawn glyph, and the resources that it names."""

    content: pikepdf.Page | Stream
    resources: Dictionary


def drawings(pdf: pikepdf.Pdf) -> Iterator[Drawing]:
    """Every drawing that the pages can reach, each once, whether it is used or not."""
    seen: set[Id] = set()
    waiting: list[Drawing] = []
    for page in pdf.pages:
        waiting.append(Drawing(page, _dictionary(page.obj.get(Name.Resources))))
        while waiting:
            drawing = waiting.pop()
            yield drawing
            if drawing.resources.objgen == INSIDE or drawing.resources.objgen not in seen:
                seen.add(drawing.resources.objgen)
                waiting += _inside(drawing.resources, seen)


def _inside(resources: Dictionary, seen: set[Id]) -> Iterator[Drawing]:
    for stream, around in chain(_forms(resources), _glyphs(resources)):
        if stream.objgen not in seen:
            seen.add(stream.objgen)
            own = stream.get(Name.Resources)
            yield Drawing(stream, own if isinstance(own, Dictionary) else around)


def _forms(resources: Dictionary) -> Iterator[tuple[Stream, Dictionary]]:
    masks = (_dictionary(state).get(Name.SMask) for state in values(resources, "/ExtGState"))
    groups = [_dictionary(mask).get(Name.G) for mask in masks]
    for one in chain(values(resources, "/XObject"), values(resources, "/Pattern"), groups):
        if isinstance(one, Stream) and one.get(Name.Subtype) != Name.Image:
            yield one, resources


def _glyphs(resources: Dictionary) -> Iterator[tuple[Stream, Dictionary]]:
    for font in values(resources, "/Font"):
        if isinstance(font, Dictionary) and font.get(Name.Subtype) == Name.Type3:
            own = font.get(Name.Resources)
            around = own if isinstance(own, Dictionary) else resources
            yield from (
                (one, around) for one in values(font, "/CharProcs") if isinstance(one, Stream)
            )


def values(holder: Object, name: str) -> list[Object]:
    """The values of the dictionary that another one holds under a name."""
    held = holder.get(name) if isinstance(holder, Dictionary) else None
    return list(held.values()) if isinstance(held, Dictionary) else []


def resources_of(pdf: pikepdf.Pdf) -> list[Dictionary]:
    """The resources of all drawings, each once."""
    once: dict[Id, Dictionary] = {}
    inside = []
    for drawing in drawings(pdf):
        if drawing.resources.objgen == INSIDE:
            inside.append(drawing.resources)
        else:
            once[drawing.resources.objgen] = drawing.resources
    return [*once.values(), *inside]


def fonts_of(pdf: pikepdf.Pdf) -> list[Dictionary]:
    """The fonts that drawings can name, each once; all become objects of their own."""
    once: dict[Id, Dictionary] = {}
    for resources in resources_of(pdf):
        fonts = _dictionary(resources.get(Name.Font))
        for name in list(fonts.keys()):
            if isinstance(fonts[name], Dictionary) and fonts[name].objgen == INSIDE:
                fonts[name] = pdf.make_indirect(fonts[name])
            font = fonts[name]
            if isinstance(font, Dictionary):
                once[font.objgen] = font
    return list(once.values())


def shown(pdf: pikepdf.Pdf) -> dict[Id, set[bytes]]:
    """The strings that each font is asked to show, by the font's object number.

    What a form shows in a font that was chosen outside it is under `INSIDE`.

    Raises:
        pikepdf.PdfError: a content stream is too damaged to tell.
    """
    strings: dict[Id, set[bytes]] = defaultdict(set)
    for drawing in drawings(pdf):
        _read(drawing, strings)
    return strings


def _read(drawing: Drawing, strings: dict[Id, set[bytes]]) -> None:
    font, kept = INSIDE, list[Id]()
    for instruction in pikepdf.parse_content_stream(drawing.content, _TEXT):
        operator, operands = str(instruction.operator), list(instruction.operands)
        if operator == "q":
            kept.append(font)
        elif operator == "Q":
            font = kept.pop() if kept else font
        elif operator in ("Tf", "gs"):
            font = _chosen(drawing.resources, operator, operands) or font
        elif operands:
            strings[font].update(_strings(operands[-1]))


def _chosen(resources: Dictionary, operator: str, operands: list[Object]) -> Id | None:
    """The font that an operator chooses; None when a graphics state says nothing of it."""
    kind = Name.Font if operator == "Tf" else Name.ExtGState
    name = operands[0] if operands and isinstance(operands[0], Name) else None
    found = _dictionary(resources.get(kind)).get(name) if name is not None else None
    if operator == "gs":
        pair = _dictionary(found).get(Name.Font)
        found = pair[0] if isinstance(pair, Array) and len(pair) else None
        return found.objgen if isinstance(found, Dictionary) else None
    return found.objgen if isinstance(found, Dictionary) else INSIDE


def _strings(operand: Object) -> Iterator[bytes]:
    for piece in operand if isinstance(operand, Array) else [operand]:
        if isinstance(piece, pikepdf.String) and (string := bytes(piece)):
            yield string


def _dictionary(value: Object | None) -> Dictionary:
    return value if isinstance(value, Dictionary) else Dictionary()
