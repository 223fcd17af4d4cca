"""Requirements → slots; a household's slots come from its roster."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from types import MappingProxyType

from archive_builder.model import ROSTER, WHOLE, Household, Manifests, Part, Requirement, Slot

Rosters = Mapping[tuple[str, str], Sequence[Household]]
"""(unit id, requirement code) → the households that the roster filed there names."""

_FILED_ROSTER = Part(ROSTER, "花名册")
_NOT_IN_A_KEY = re.compile(r'[/\\:*?"<>|]')


def slots(manifests: Manifests, rosters: Rosters = MappingProxyType({})) -> tuple[Slot, ...]:
    """One slot per (requirement, owner, part), in that order of the manifests.

    Requirements stand by aspect and then as in their file, owners as in units.yaml, parts as
    written; a requirement asked for by household has the roster's slot, then its households in
    the roster's order.
    """
    units = {unit.id: unit for unit in manifests.units}
    return tuple(
        Slot(units[owner], requirement, part)
        for requirement in manifests.requirements
        for owner in requirement.owners
        for part in _parts(requirement, rosters.get((owner, requirement.code), ()))
    )


def _parts(requirement: Requirement, households: Sequence[Household]) -> Iterable[Part]:
    if not (requirement.households and households):
        return requirement.parts
    return (_FILED_ROSTER, *_household_parts(households))


def _household_parts(households: Iterable[Household]) -> Iterator[Part]:
    """Keyed by number, else by the head's name; a key that is taken gets ``-2``, ``-3`` …."""
    taken = {ROSTER, WHOLE}
    for household in households:
        base = _NOT_IN_A_KEY.sub("_", household.number or household.head)
        names = chain(((base, ""),), ((f"{base}-{n}", f"第{n}户") for n in count(2)))
        key, which = next((key, which) for key, which in names if key not in taken)
        taken.add(key)
        told = household.number or which
        yield Part(key, f"{household.head}（{told}）" if told else household.head)
