"""Whose document it is: folder, then name, title and author, then text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive_builder.identify.normalise import normalise
from archive_builder.identify.units import UnitNames
from archive_builder.identify.verdict import Clues
from archive_builder.model import Unit, UnitKind

FOLDER, TEXT = "文件夹", "正文"

_PLACES = (UnitKind.TOWNSHIP, UnitKind.VILLAGE, UnitKind.SITE)
_TEXT_HEAD = 200


@dataclass(frozen=True, slots=True)
class Said:
    """The units that one piece of evidence names."""

    source: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Holders:
    """The units that may hold a document, most likely first.

    Attributes:
        source: what named them: 文件夹, 名称, 题名, 责任者 or 正文; empty when nothing did.
        reason: the same as a Chinese clause.
        conflict: why no unit can be taken although some are named, else empty.
    """

    units: tuple[Unit, ...] = ()
    source: str = ""
    reason: str = ""
    conflict: str = ""


def find_holders(clues: Clues, names: UnitNames) -> Holders:
    """The holders by the strongest evidence there is, checked against all weaker evidence."""
    path = normalise("/".join(clues.folders))
    in_folder = names.in_path(path)
    said = list(_said(clues, names, in_folder))
    if in_folder:
        return _by_folder(Said(f"文件夹“{path}”", in_folder), said, names)
    if not said:
        in_text = names.named(normalise(clues.text[:_TEXT_HEAD]))
        said = [Said(TEXT, in_text)] if in_text else []
    if not said:
        return Holders(reason="文件夹、名称和正文都没有写明单位")
    return _by_text(said, names)


def _said(clues: Clues, names: UnitNames, context: tuple[Unit, ...]) -> Iterator[Said]:
    for source, text in (("名称", clues.name), ("题名", clues.title), ("责任者", clues.author)):
        units = names.named(normalise(text), context)
        if units:
            yield Said(source, units)


def _by_folder(folder: Said, said: Sequence[Said], names: UnitNames) -> Holders:
    """The folder's units, narrowed by the first other evidence that can, refused by any clash."""
    reason = f"{folder.source}指明单位"
    for spoken in said:
        others = _strangers(folder.units, spoken.units, names)
        if others and not set(folder.units) & set(spoken.units):
            conflict = f"{folder.source}与{spoken.source}中的“{others[0].name}”指向不同单位"
            return Holders((*folder.units, *others), FOLDER, reason, conflict)
    told = next((s for s in said if _related(folder.units, s.units, names)), None)
    units = _narrowed(folder.units, told.units, names) if told else folder.units
    if told and units != folder.units:
        return Holders(units, FOLDER, f"{reason}，{told.source}写明“{units[0].name}”")
    several = _strangers(folder.units[:1], folder.units, names)
    conflict = f"{folder.source}提到多个单位" if several else ""
    return Holders(folder.units, FOLDER, reason, conflict)


def _related(folder: Sequence[Unit], spoken: Sequence[Unit], names: UnitNames) -> bool:
    """Whether a text names a unit of the folder or one inside it."""
    above = {ancestor for unit in spoken for ancestor in (unit.id, *names.ancestors(unit))}
    return any(unit.id in above for unit in folder)


def _narrowed(
    folder: tuple[Unit, ...], spoken: tuple[Unit, ...], names: UnitNames
) -> tuple[Unit, ...]:
    """The folder's units that a text names too, else the villages it names before its township."""
    shared = tuple(unit for unit in folder if unit in spoken)
    inside = (u for u in spoken if any(f.id in names.ancestors(u) for f in folder))
    return shared or (*inside, *folder)


def _by_text(said: Sequence[Said], names: UnitNames) -> Holders:
    first = said[0]
    named = "、".join(unit.name for unit in first.units)
    reason = f"{first.source}写明单位“{named}”"
    others = [
        *_strangers(first.units[:1], first.units, names),
        *(unit for other in said[1:] for unit in _strangers(first.units, other.units, names)),
    ]
    if others:
        conflict = f"{first.source}写明“{first.units[0].name}”，又提到“{others[0].name}”"
        return Holders((*first.units[:1], *others), first.source, reason, conflict)
    return Holders(first.units, first.source, reason)


def _strangers(
    holders: Sequence[Unit], named: Sequence[Unit], names: UnitNames
) -> tuple[Unit, ...]:
    """The named units that clash with every holder."""
    return tuple(unit for unit in named if all(_clash(holder, unit, names) for holder in holders))


def _clash(holder: Unit, named: Unit, names: UnitNames) -> bool:
    """Whether two units are of one sort and neither contains the other.

    A department writes of villages, a village keeps what departments issue: no clash.
    """
    same_sort = (holder.kind in _PLACES) == (named.kind in _PLACES)
    related = holder.id in names.ancestors(named) or named.id in names.ancestors(holder)
    county = UnitKind.COUNTY in (holder.kind, named.kind)
    return same_sort and holder.id != named.id and not related and not county
