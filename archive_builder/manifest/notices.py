"""What an archivist must look at though nothing is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from archive_builder.model import Issuer, Manifests, Requirement, StationedTeam, Unit


def notices(manifests: Manifests) -> tuple[str, ...]:
    """Chinese lines, most general first: campaign, units, teams, recommended items, issuers."""
    units = manifests.units
    recommended = (_recommended(item, units) for item in manifests.requirements)
    return tuple(
        chain(
            manifests.campaign.notices,
            (f"{unit.name}：{unit.note}" for unit in units if unit.note),
            _teams(units),
            chain.from_iterable(recommended),
            _issuers(manifests.issuers),
        )
    )


def _teams(units: Iterable[Unit]) -> Iterator[str]:
    names = [unit.name for unit in units if unit.stationed_team is StationedTeam.UNVERIFIED]
    if names:
        yield (
            f"是否派驻第一书记、驻村工作队待核实的有 {len(names)} 个单位：{'、'.join(names)}。"
            "核实以前按已派驻计应备材料；核实后改 units.yaml 里的 stationed_team。"
        )


def _recommended(item: Requirement, units: Iterable[Unit]) -> Iterator[str]:
    ids = item.recommended if item.required else item.owners
    names = [unit.name for unit in units if unit.id in ids]
    if names:
        yield f"{item.code} {item.title}：{'、'.join(names)}建议报送，不计缺项。{item.note}"


def _issuers(issuers: Iterable[Issuer]) -> Iterator[str]:
    marks: dict[str, list[str]] = {}
    for issuer in issuers:
        if issuer.note:
            marks.setdefault(issuer.note, []).append(issuer.mark)
    for note, found in marks.items():
        yield f"机关代字 {'、'.join(found)}：{note}"
