"""Taking the layers out of a PDF for good (ISO 32000-1, 8.11).

A page says which of its marks belong to a layer; the document's catalogue says which layers are
hidden. A page copied into a volume leaves that catalogue behind: what was hidden would show, and
some readers would hide what was shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, ContentStreamInlineImage, Dictionary, Name, Object, Stream

from archive_builder.convert.pdf.values import DEPTH, dictionaries, entry

_SHOWING = frozenset({"Tj", "TJ", "'", '"', "sh", "Do", "INLINE IMAGE"})
_PAINTING = frozenset({"f", "F", "f*", "B", "B*", "b", "b*", "S", "s"})
_END_PATH = pikepdf.ContentStreamInstruction([], pikepdf.Operator("n"))

_Id = tuple[int, int]
_Instruction = pikepdf.ContentStreamInstruction | ContentStreamInlineImage


@dataclass(slots=True)
class Layers:
    """Whether a document has layers, and which it hides when it is printed."""

    present: bool
    hidden: frozenset[_Id]

    def hides(self, group: object) -> bool:
        """Whether an optional content group or membership is not shown."""
        if not isinstance(group, Dictionary):
            return False
        if group.get(Name.Type) != Name.OCMD:
            return group.objgen in self.hidden
        told = group.get(Name.VE)
        if isinstance(told, Array):
            return not self._holds(told, DEPTH)
        members = group.get(Name.OCGs)
        listed = list(members) if isinstance(members, Array) else [members]
        shown = [one.objgen not in self.hidden for one in listed if isinstance(one, Dictionary)]
        return bool(shown) and not _visible(group.get(Name.P), shown)

    def _holds(self, told: object, depth: int) -> bool:
        """Whether a visibility expression holds: And, Or or Not of groups and expressions."""
        if not isinstance(told, Array) or not depth or not len(told):
            return not self.hides(told)
        parts = [self._holds(one, depth - 1) for one in list(told)[1:]]
        if told[0] == Name.Not:
            return not all(parts)
        return any(parts) if told[0] == Name.Or else all(parts)


def _visible(policy: Object | None, shown: list[bool]) -> bool:
    if policy in (Name.AllOn, Name.AnyOff):
        return all(shown) == (policy == Name.AllOn)
    return any(shown) != (policy == Name.AllOff)


def layers_of(pdf: pikepdf.Pdf) -> Layers:
    """Read which layers are off by default, or off when printing."""
    properties = pdf.Root.get(Name.OCProperties)
    default = entry(properties, Name.D)
    groups = dictionaries(entry(properties, Name.OCGs))
    off = entry(default, Name.BaseState) == Name.OFF
    hidden = _ids(groups) if off else set()
    hidden -= _ids(dictionaries(entry(default, Name.ON)))
    hidden |= _ids(dictionaries(entry(default, Name.OFF)))
    for group in groups if _print_decides(default) else ():
        state = entry(group, Name.Usage, Name.Print, Name.PrintState)
        hidden = hidden | _ids([group]) if state == Name.OFF else hidden
        hidden = hidden - _ids([group]) if state == Name.ON else hidden
    return Layers(bool(groups), frozenset(hidden))


def _ids(groups: Iterable[Dictionary]) -> set[_Id]:
    return {group.objgen for group in groups if group.is_indirect}


def _print_decides(default: object) -> bool:
    usages = dictionaries(entry(default, Name.AS))
    return any(one.get(Name.Event) == Name.Print for one in usages)


def flatten_layers(pdf: pikepdf.Pdf, pages: Sequence[Dictionary], layers: Layers) -> None:
    """Remove the marks of hidden layers from every page, and of the others that they are in one.

    Pages have their own resources by now.
    """
    if not layers.present:
        return
    flattening = _Flattening(pdf, layers)
    for page in pages:
        flattening.page(page)
    flattening.forget()


@dataclass(slots=True)
class _Flattening:
    """Takes the layers out of pages and of the forms that they show."""

    pdf: pikepdf.Pdf
    layers: Layers
    _resources: list[Dictionary] = field(default_factory=list)
    _done: set[_Id] = field(default_factory=set)

    def page(self, page: Dictionary) -> None:
        resources = page.get(Name.Resources)
        if not isinstance(resources, Dictionary):
            return
        if hidden := self._enter(resources):
            page.Contents = self.pdf.make_stream(_shown(pikepdf.Page(page), hidden))
        self._inside(resources)

    def forget(self) -> None:
        """Leave nothing that is named a layer; marks of one that was shown lead to an empty one."""
        for resources in self._resources:
            properties = resources.get(Name.Properties)
            if isinstance(properties, Dictionary):
                for name in _layer_names(properties):
                    properties[name] = Dictionary()

    def _enter(self, resources: Dictionary) -> frozenset[str]:
        """The names under which resources have hidden layers; what is hidden whole goes."""
        properties = resources.get(Name.Properties)
        self._resources.append(resources)
        shown = resources.get(Name.XObject)
        if isinstance(shown, Dictionary):
            for name, one in list(shown.items()):
                if isinstance(one, Stream) and self.layers.hides(one.get(Name.OC)):
                    shown[name] = self._nothing()
        named = properties.items() if isinstance(properties, Dictionary) else ()
        return frozenset(name for name, one in named if self.layers.hides(one))

    def _inside(self, resources: Dictionary) -> None:
        shown = entry(resources, Name.XObject)
        for one in dict(shown.items()).values() if isinstance(shown, Dictionary) else ():
            if isinstance(one, Stream) and one.objgen not in self._done:
                self._done.add(one.objgen)
                self._form(one, resources)

    def _form(self, form: Stream, around: Dictionary) -> None:
        """Clean a form, or a picture; a form without resources uses those around it."""
        if Name.OC in form:
            del form.OC
        if form.get(Name.Subtype) != Name.Form:
            return
        own = form.get(Name.Resources)
        inner = own if isinstance(own, Dictionary) else around
        if hidden := self._enter(inner):
            form.write(_shown(form, hidden))
        self._inside(inner)

    def _nothing(self) -> Object:
        return self.pdf.make_stream(b"", Subtype=Name.Form, BBox=Array([0, 0, 1, 1]))


def _layer_names(properties: Dictionary) -> list[str]:
    pairs = properties.items()
    return [name for name, one in pairs if entry(one, Name.Type) in (Name.OCG, Name.OCMD)]


def _shown(holder: pikepdf.Page | Object, hidden: frozenset[str]) -> bytes:
    """A content stream without what is hidden; state that marks set stays as it was."""
    kept: list[_Instruction] = []
    nested: list[bool] = []
    for instruction in pikepdf.parse_content_stream(holder):
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            nested.append(_opens(instruction, hidden))
        elif operator == "EMC" and nested:
            nested.pop()
        off = any(nested)
        if off and operator in _PAINTING:
            kept.append(_END_PATH)
        elif not (off and operator in _SHOWING):
            kept.append(instruction)
    return pikepdf.unparse_content_stream(kept)


def _opens(instruction: _Instruction, hidden: frozenset[str]) -> bool:
    operands = list(instruction.operands)
    return operands[:1] == [Name.OC] and str(operands[-1]) in hidden
