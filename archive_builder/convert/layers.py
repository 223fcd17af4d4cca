"""Taking the layers out of a PDF for good (ISO 32000-1, 8.11).

A page says which of its marks belong to a layer; the document's catalogue says which layers are
hidden. A page copied into a volume leaves that catalogue behind: what was hidden would show, and
some readers would hide what was shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, ContentStreamInlineImage, Dictionary, Name, Object, Stream

_SHOWN = frozenset({"Tj", "TJ", "'", '"', "sh", "Do", "INLINE IMAGE"})
_PAINTED = frozenset({"f", "F", "f*", "B", "B*", "b", "b*", "S", "s"})
PAINTING = _SHOWN | _PAINTED
"""The operators that leave a mark on a page."""
_END_PATH = pikepdf.ContentStreamInstruction([], pikepdf.Operator("n"))
_MARK = pikepdf.ContentStreamInstruction([Name.Layer], pikepdf.Operator("BMC"))

_Id = tuple[int, int]
_Instruction = pikepdf.ContentStreamInstruction | ContentStreamInlineImage


@dataclass(slots=True)
class Layers:
    """Whether a document has layers, and which it hides when it is printed."""

    present: bool
    hidden: frozenset[_Id]
    done: dict[_Id, Stream] = field(default_factory=dict)

    def hides(self, group: object) -> bool:
        """Whether an optional content group or membership is not shown."""
        if not isinstance(group, Dictionary):
            return False
        if group.get(Name.Type) != Name.OCMD:
            return group.objgen in self.hidden
        members = group.get(Name.OCGs)
        listed = members if isinstance(members, Array) else [members]
        shown = [not self.hides(one) for one in listed if isinstance(one, Dictionary)]
        return bool(shown) and not _visible(group.get(Name.P), shown)


def _visible(policy: Object | None, shown: list[bool]) -> bool:
    if policy in (Name.AllOn, Name.AnyOff):
        return all(shown) == (policy == Name.AllOn)
    return any(shown) != (policy == Name.AllOff)


def paints(holder: pikepdf.Page | Object, operators: Collection[str] = PAINTING) -> bool:
    """Whether a content stream has one of these operators, or is too damaged to tell."""
    try:
        instructions = pikepdf.parse_content_stream(holder)
    except pikepdf.PdfError:
        return True
    return any(str(one.operator) in operators for one in instructions)


def layers_of(pdf: pikepdf.Pdf) -> Layers:
    """Read which layers are off by default, or off when printing."""
    properties = pdf.Root.get(Name.OCProperties)
    if not isinstance(properties, Dictionary):
        return Layers(False, frozenset())
    default = properties.get(Name.D, Dictionary())
    groups = [one for one in _each(properties.get(Name.OCGs)) if isinstance(one, Dictionary)]
    hidden = {g.objgen for g in groups} if default.get(Name.BaseState) == Name.OFF else set()
    hidden -= {g.objgen for g in _each(default.get(Name.ON))}
    hidden |= {g.objgen for g in _each(default.get(Name.OFF))}
    for group in groups if _print_decides(default) else ():
        state = _at(group, Name.Usage, Name.Print, Name.PrintState)
        hidden = hidden | {group.objgen} if state == Name.OFF else hidden
        hidden = hidden - {group.objgen} if state == Name.ON else hidden
    return Layers(bool(groups), frozenset(hidden))


def _print_decides(default: Object) -> bool:
    return any(_at(one, Name.Event) == Name.Print for one in _each(default.get(Name.AS)))


def _at(value: Object | None, *names: Object) -> Object | None:
    for name in names:
        if not isinstance(value, Dictionary) or not isinstance(name, Name):
            return None
        value = value.get(name)
    return value


def _each(value: Object | None) -> Iterable[Object]:
    return value if isinstance(value, Array) else ()


def flatten_layers(pdf: pikepdf.Pdf, layers: Layers) -> None:
    """Remove the marks of hidden layers from every page, and of the others that they are in one."""
    if not layers.present:
        return
    for page in pdf.pages:
        resources = page.obj.get(Name.Resources, Dictionary())
        page.obj.Contents = pdf.make_stream(_shown(page, resources, layers))
        _flatten_inside(resources, layers)
    for form in layers.done.values():
        if Name.OC in form:
            del form.OC


def _flatten_inside(resources: Object, layers: Layers) -> None:
    forms = resources.get(Name.XObject)
    for form in forms.values() if isinstance(forms, Dictionary) else ():
        if not isinstance(form, Stream) or form.objgen in layers.done:
            continue
        layers.done[form.objgen] = form
        if form.get(Name.Subtype) == Name.Form:
            inner = form.get(Name.Resources, resources)
            form.write(_shown(form, inner, layers))
            _flatten_inside(inner, layers)


def _shown(holder: pikepdf.Page | Object, resources: Object, layers: Layers) -> bytes:
    """A content stream without what is hidden; state that marks set stays as it was."""
    kept: list[_Instruction] = []
    nested: list[bool] = []
    for instruction in pikepdf.parse_content_stream(holder):
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            nested.append(_opens_hidden(instruction, resources, layers))
        elif operator == "EMC" and nested:
            nested.pop()
        off = any(nested) or (operator == "Do" and _is_hidden_form(instruction, resources, layers))
        if off and operator in _PAINTED:
            kept.append(_END_PATH)
        elif operator == "BDC" and list(instruction.operands)[:1] == [Name.OC]:
            kept.append(_MARK)
        elif not (off and operator in _SHOWN):
            kept.append(instruction)
    return pikepdf.unparse_content_stream(kept)


def _opens_hidden(instruction: _Instruction, resources: Object, layers: Layers) -> bool:
    operands = list(instruction.operands)
    if str(instruction.operator) != "BDC" or operands[:1] != [Name.OC]:
        return False
    return layers.hides(_at(resources, Name.Properties, *operands[1:]))


def _is_hidden_form(instruction: _Instruction, resources: Object, layers: Layers) -> bool:
    form = _at(resources, Name.XObject, *instruction.operands)
    return isinstance(form, Stream) and layers.hides(form.get(Name.OC))
