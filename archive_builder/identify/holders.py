"""Whose document it is: folder, then name, then title, then signature and text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive_builder.identify.normalise import normalise
from archive_builder.identify.units import UnitNames
from archive_builder.identify.verdict import Clues
from archive_builder.model import Unit, UnitKind

Said = tuple[str, tuple[Unit, ...]]
"""What gives names, and the units that it names."""

_PLACES = (UnitKind.TOWNSHIP, UnitKind.VILLAGE, UnitKind.SITE)
_TEXT_HEAD = 200


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
    said = [
        (source, units)
        for source, text in _texts(clues)
        if (units := names.named(normalise(text), in_folder))
    ]
    if in_folder:
        return _by_folder(in_folder, path, said, names)
    if said:
        return _by_text(said, names)
    in_text = names.named(normalise(clues.text[:_TEXT_HEAD]))
    if in_text:
        return _by_text([("正文", in_text)], names)
    return Holders(reason="文件夹、名称和正文都没有写明单位")


def _texts(clues: Clues) -> Iterator[tuple[str, str]]:
    yield "名称", clues.name
    yield "题名", clues.title
    yield "责任者", clues.author


def _by_folder(
    in_folder: tuple[Unit, ...], path: str, said: Sequence[Said], names: UnitNames
) -> Holders:
    reason = f"文件夹“{path}”指明单位"
    for source, units in said:
        shared = tuple(unit for unit in in_folder if unit in units)
        strangers = [u for u in units if all(_clash(f, u, names) for f in in_folder)]
        if strangers and not shared:
            conflict = f"文件夹“{path}”与{source}中的“{strangers[0].name}”指向不同单位"
            return Holders((*in_folder, *strangers), "文件夹", reason, conflict)
        if shared and len(in_folder) > 1:
            return Holders(shared, "文件夹", f"{reason}，{source}写明“{shared[0].name}”")
        inside = tuple(u for u in units if any(f.id in names.ancestors(u) for f in in_folder))
        if inside and not shared:
            return Holders((*inside, *in_folder), "文件夹", f"{reason}，{source}写明“{inside[0].name}”")
    clashing = any(_clash(in_folder[0], unit, names) for unit in in_folder[1:])
    conflict = f"文件夹“{path}”提到多个单位" if clashing else ""
    return Holders(in_folder, "文件夹", reason, conflict)


def _by_text(said: Sequence[Said], names: UnitNames) -> Holders:
    source, units = said[0]
    named = "、".join(unit.name for unit in units)
    others = [u for _, more in said[1:] if not set(units) & set(more) for u in more]
    clashing = [u for u in (*units[1:], *others) if _clash(units[0], u, names)]
    conflict = f"提到多个单位：{named}、{clashing[-1].name}" if clashing else ""
    return Holders((*units, *others) if conflict else units, source, f"{source}写明单位“{named}”", conflict)


def _clash(folder: Unit, named: Unit, names: UnitNames) -> bool:
    """Whether two units are of one sort and neither holds the other.

    A department writes of villages, a village keeps what departments issue: no clash.
    """
    same_sort = (folder.kind in _PLACES) == (named.kind in _PLACES)
    related = folder.id in names.ancestors(named) or named.id in names.ancestors(folder)
    county = UnitKind.COUNTY in (folder.kind, named.kind)
    return same_sort and folder.id != named.id and not related and not county


def _by_text(units: tuple[Unit, ...], source: str, names: UnitNames) -> Holders:
    named = "、".join(unit.name for unit in units)
    clashing = [u for u in units[1:] if _clash(units[0], u, names)]
    conflict = f"{source}提到多个单位：{named}" if clashing else ""
    return Holders(units, source, f"{source}写明单位“{named}”", conflict)
