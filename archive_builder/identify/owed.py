"""The slots that there are, by the units that hold or collect them and by requirement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from archive_builder.identify.households import Households
from archive_builder.identify.parts import Parts, choose_part
from archive_builder.identify.ranking import Group
from archive_builder.identify.verdict import Clues
from archive_builder.model import Slot, Unit


class Owed:
    """All slots, grouped. A group is what one unit owes of one requirement.

    Attributes:
        by_code: the groups of each requirement, in the units' order.
    """

    def __init__(self, slots: Iterable[Slot]) -> None:
        groups: dict[tuple[str, str], list[Slot]] = defaultdict(list)
        for slot in slots:
            groups[slot.unit.id, slot.requirement.code].append(slot)
        self.by_code: dict[str, list[Group]] = defaultdict(list)
        self._by_unit: dict[str, dict[str, Group]] = defaultdict(dict)
        self._households: dict[tuple[str, str], Households] = {}
        for (unit, code), slots_there in groups.items():
            self._add(unit, code, tuple(slots_there))

    def _add(self, unit: str, code: str, group: Group) -> None:
        self.by_code[code].append(group)
        requirement = group[0].requirement
        for holder in (unit, *requirement.collectors):
            self._by_unit[holder].setdefault(code, group)
        if requirement.households and len(group) > 1:
            self._households[unit, code] = Households(group)

    def of(self, unit: Unit) -> Mapping[str, Group]:
        """What a unit holds or collects, by code."""
        return MappingProxyType(self._by_unit.get(unit.id, {}))

    def of_any(self, units: Sequence[Unit]) -> dict[str, Group]:
        """What any of the units holds or collects, by code; earlier units come first."""
        held: dict[str, Group] = {}
        for unit in units:
            held = {**self.of(unit), **held}
        return held

    def is_sole(self, code: str) -> bool:
        """Whether one unit alone owes a requirement."""
        return len(self.by_code[code]) == 1

    def parts(self, group: Group, clues: Clues) -> Parts:
        """Which slots of a group a document may fill; a household is found in its roster."""
        households = self._households.get((group[0].unit.id, group[0].requirement.code))
        return households.choose(clues) if households else choose_part(group, clues)
