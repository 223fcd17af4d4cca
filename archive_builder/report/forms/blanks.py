"""Which blank forms the slots of a campaign need. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from archive_builder.model import ROSTER, WHOLE, Slot, Unit, UnitKind
from archive_builder.report.forms.spec import Form

_ROSTER, _EACH = "花名册", "每户"
_ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Blank:
    """One file to lay out.

    Attributes:
        copy: 之一, 之二 where the slot takes several documents, else nothing.
    """

    slot: Slot
    form: Form
    copy: str = ""

    @property
    def name(self) -> str:
        """Its file's name, without the ending."""
        return f"{self.slot.requirement.code} {self.form.name}{part_text(self.slot)}{self.copy}"


def blanks(forms: Iterable[Form], slots: Iterable[Slot]) -> Iterator[Blank]:
    """Every blank form that the slots need, in the slots' order."""
    by_code: dict[str, list[Form]] = {}
    for form in forms:
        for code in form.codes:
            by_code.setdefault(code, []).append(form)
    for slot in slots:
        for form in by_code.get(slot.requirement.code, ()):
            if _is_for(form, slot):
                yield from (Blank(slot, form, copy) for copy in _copies(slot))


def part_text(slot: Slot) -> str:
    """A slot's part in brackets; nothing for a whole requirement and for its roster."""
    return "" if slot.part.key in (WHOLE, ROSTER) else f"（{slot.part.title}）"


def place_text(unit: Unit, units: Mapping[str, Unit]) -> str:
    """A unit's name, a village's or a site's behind its township's."""
    above = units.get(unit.parent or "")
    led = above is not None and above.kind is UnitKind.TOWNSHIP
    return f"{above.name}{unit.name}" if above and led else unit.name


def _is_for(form: Form, slot: Slot) -> bool:
    if form.units and slot.unit.id not in form.units:
        return False
    if form.part is None:
        return True
    if slot.requirement.households:
        return form.part == (_ROSTER if slot.part.key == ROSTER else _EACH)
    return form.part in (slot.part.key, slot.part.title)


def _copies(slot: Slot) -> tuple[str, ...]:
    most = slot.requirement.minimum
    return ("",) if most == 1 else tuple(f"之{_ordinal(n)}" for n in range(most))


def _ordinal(number: int) -> str:
    return _ORDINALS[number] if number < len(_ORDINALS) else str(number + 1)
