"""A returned blank form: which slot the form number printed on it names. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive_builder.identify.normalise import normalise
from archive_builder.identify.units import UnitNames
from archive_builder.identify.verdict import Ambiguous, Clues, Guess, Matched
from archive_builder.model import WHOLE, Slot, Unit, UnitKind, form_number, printed_numbers

FORM = "表单号"
"""Rule of a filing that follows a form's printed number."""

_SURE = 1.0


class PrintedForms:
    """The slots by the numbers of their blank forms."""

    def __init__(self, slots: Iterable[Slot], names: UnitNames) -> None:
        self._slots = {form_number(slot.id): slot for slot in slots}
        self._names = names

    def match(self, clues: Clues) -> Matched | Ambiguous | None:
        """The slot whose form a document is; None where it states no number that is known.

        A person decides where it states the numbers of several forms, or where its folder or name
        names a unit that has nothing to do with the form's: someone may have taken a neighbour's.
        """
        stated = dict.fromkeys((*printed_numbers(clues.text), *clues.later_forms))
        found = [(number, self._slots[number]) for number in stated if number in self._slots]
        if not found:
            return None
        guesses = tuple(Guess(slot, _SURE, _reason(number, slot)) for number, slot in found)
        if len(found) > 1:
            numbers = "、".join(number for number, _ in found)
            return Ambiguous(guesses, f"有不止一个表单号：{numbers}")
        number, slot = found[0]
        other = next(self._others(clues, slot), None)
        if other:
            place, unit = other
            reason = f"{_reason(number, slot)}，但{place}写的是“{unit.name}”"
            return Ambiguous(guesses, f"{reason}，可能误用了别的单位的表")
        return Matched(slot, FORM, _reason(number, slot), _SURE)

    def _others(self, clues: Clues, slot: Slot) -> Iterator[tuple[str, Unit]]:
        """A unit that the folder, or the name, names in the place of the form's own.

        The county is above all of them.
        """
        path = normalise("/".join(clues.folders))
        name = normalise(clues.name)
        folder = self._names.in_path(path) or self._names.short(path)[:1]
        said = self._names.named(name, folder) or self._names.short(name)
        allowed = self._concerned(slot)
        for place, units in ((f"文件夹“{path}”", folder), ("文件名", said)):
            named = [unit for unit in units if unit.kind is not UnitKind.COUNTY]
            if named and allowed.isdisjoint(unit.id for unit in named):
                yield place, named[0]

    def _concerned(self, slot: Slot) -> set[str]:
        """Ids of the units that may send a slot's form: its own, those above, who gathers it."""
        receivers = self._names.named(slot.requirement.reported_to)
        above = self._names.ancestors(slot.unit)
        return {slot.unit.id, *above, *slot.requirement.collectors, *(u.id for u in receivers)}


def _reason(number: str, slot: Slot) -> str:
    part = "" if slot.part.key == WHOLE else f"（{slot.part.title}）"
    requirement = slot.requirement
    return (
        f"表单号 {number} 是{slot.unit.name} {requirement.code} {requirement.title}{part}的空白表"
    )
