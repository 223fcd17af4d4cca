"""Requirements → slots."""

from __future__ import annotations

from archive_builder.model import Manifests, Slot


def slots(manifests: Manifests) -> tuple[Slot, ...]:
    """One slot per (requirement, owner, part), in that order of the manifests.

    Requirements stand by aspect and then as in their file, owners as in units.yaml, parts as
    written.
    """
    units = {unit.id: unit for unit in manifests.units}
    return tuple(
        Slot(units[owner], requirement, part)
        for requirement in manifests.requirements
        for owner in requirement.owners
        for part in requirement.parts
    )
