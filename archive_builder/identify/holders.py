"""Whose document it is: folder, then name, title and author, then text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive_builder.identify.normalise import normalise
from archive_builder.identify.units import PLACES, UnitNames
from archive_builder.identify.verdict import Clues
from archive_builder.model import Unit, UnitKind

FOLDER, NAME, AUTHOR, SIGNED, TEXT = "文件夹", "名称", "责任者", "落款", "正文"

_TEXT_HEAD, _TEXT_BODY = 200, 1000
_NOTHING = "文件夹、名称和正文都没有写明单位"
_LABEL = re.compile(
    r"(?:(?:填报|填表|上报|报送|编制|制表|呈报|填写|责任)?单位|行政村|所在村|村名|村别)"
    r"(?:[（(][^（）()]{1,4}[）)]|名称)?[：:]\s*([一-鿿]{2,20})"
)
"""A table's own statement of whose it is."""
_BEFORE_SIGNER = re.compile(r"(?:中共|中国共产党)?(?:[一-鿿]*[省市县区乡镇])?")
_AFTER_SIGNER = re.compile(
    r"(?:村?民?委员?会?|党?总?支部?(?:委员会)?|党[委组]|人民政府|办公室|驻?村?工作队|编印?|宣)*"
)
_EACH_VILLAGE = re.compile(r"各(?:行政)?村|所有村|村级")
_WHOLE_TOWNSHIP = re.compile(r"全[镇乡]|[镇乡](?!村)|汇总|总表")
_SIGNATURE = re.compile(
    r"(?:^|[\s。；;！）)])([一-鿿]{2,24}?)(?:[（(](?:盖?公?章|印)[）)])?(?:编印?|宣)?\s*"
    r"(?:$|(?=20\d{2}年\d{1,2}月)|(?<=[）)]))"
)


@dataclass(frozen=True, slots=True)
class Said:
    """The units that one piece of evidence names."""

    source: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Holders:
    """The units that may hold a document, most likely first.

    Attributes:
        source: what named them: 文件夹, 名称, 题名, 责任者, 落款 or 正文; empty when nothing did.
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
    in_folder = names.in_path(path) or names.short(path)[:1]
    said = list(_said(clues, names, in_folder))
    if in_folder:
        holders = _by_folder(Said(f"文件夹“{path}”", in_folder), said, names)
    elif said:
        holders = _by_text(said, names)
    else:
        in_text = names.named(normalise(clues.text[:_TEXT_HEAD]))
        holders = _by_text([Said(TEXT, in_text)], names) if in_text else Holders(reason=_NOTHING)
    return _unclear(clues, holders, names) or holders


def _said(clues: Clues, names: UnitNames, context: tuple[Unit, ...]) -> Iterator[Said]:
    name = normalise(clues.name)
    short = () if context else names.short(name)
    for source, units in (
        (NAME, names.named(name, context) or short),
        ("题名", names.named(normalise(clues.title), context)),
        (AUTHOR, names.named(normalise(clues.author), context)),
        (SIGNED, signed_by(normalise(clues.text[:_TEXT_BODY]), names, context)),
    ):
        if units:
            yield Said(source, units)


def signed_by(text: str, names: UnitNames, context: tuple[Unit, ...] = ()) -> tuple[Unit, ...]:
    """The unit in a text's own label (填报单位：小塘村), or else the one that signs it.

    A signature ends a text or stands before its date or seal.
    """
    for pattern in (_LABEL, _SIGNATURE):
        for found in pattern.finditer(text):
            units = names.named(found[1], context)
            if units and (pattern is _LABEL or _is_signer(found[1], names)):
                return units
    return ()


def _is_signer(text: str, names: UnitNames) -> bool:
    """Whether a text is a unit's full name and nothing else."""
    mentions = names.mentions(text)
    before, after = text[: mentions[0].start], text[mentions[-1].end :]
    return bool(_BEFORE_SIGNER.fullmatch(before) and _AFTER_SIGNER.fullmatch(after))


def _unclear(clues: Clues, holders: Holders, names: UnitNames) -> Holders | None:
    """The holders where a village is named that is not in the manifests, or could be several."""
    if any(unit.kind is not UnitKind.TOWNSHIP for unit in holders.units):
        return None
    for text, anywhere in _village_texts(clues):
        for name, near in names.unclear_villages(normalise(text)):
            if anywhere or len(near) > 1:
                likely = "、".join(unit.name for unit in near) or "清单里没有这个村"
                conflict = f"写的“{name}”认不准：{likely}"
                return Holders(near or holders.units, holders.source, holders.reason, conflict)
    of_each = next((f for f in clues.folders if _EACH_VILLAGE.search(f)), "")
    if of_each and holders.units and not _WHOLE_TOWNSHIP.search(clues.name + clues.title):
        conflict = f"文件夹“{of_each}”里的材料没有写明是哪个村"
        return Holders(holders.units, holders.source, holders.reason, conflict)
    return None


def _village_texts(clues: Clues) -> Iterator[tuple[str, bool]]:
    """Texts that may name a village, and whether whatever ends in 村 there is one."""
    for folder in clues.folders:
        yield folder, folder.endswith("村")
    yield clues.name, False
    yield clues.title, False
    yield clues.author, True
    for found in _LABEL.finditer(normalise(clues.text[:_TEXT_BODY])):
        yield found[1], True


def _by_folder(folder: Said, said: Sequence[Said], names: UnitNames) -> Holders:
    """The folder's units, narrowed by the first other evidence that can, refused by any clash."""
    reason = f"{folder.source}指明单位"
    for spoken in said:
        others = _strangers(folder.units, spoken.units, names)
        if others and not set(folder.units) & set(spoken.units):
            conflict = f"{folder.source}与{spoken.source}中的“{others[0].name}”指向不同单位"
            return Holders((*folder.units, *others), FOLDER, reason, conflict)
    told = next((s for s in said if _related(folder.units, s.units, names)), None)
    units = _narrowed(folder.units, told, names) if told else folder.units
    if told and units != folder.units:
        return Holders(units, FOLDER, f"{reason}，{told.source}写明“{units[0].name}”")
    several = _strangers(folder.units[:1], folder.units, names)
    conflict = f"{folder.source}提到多个单位" if several else ""
    return Holders(folder.units, FOLDER, reason, conflict)


def _related(folder: Sequence[Unit], spoken: Sequence[Unit], names: UnitNames) -> bool:
    """Whether a text names a unit of the folder or one inside it."""
    above = {ancestor for unit in spoken for ancestor in (unit.id, *names.ancestors(unit))}
    return any(unit.id in above for unit in folder)


def _narrowed(folder: tuple[Unit, ...], told: Said, names: UnitNames) -> tuple[Unit, ...]:
    """The folder's units that a text names too, else the villages it names before its township.

    What a village signs is the village's alone.
    """
    shared = tuple(unit for unit in folder if unit in told.units)
    inside = tuple(u for u in told.units if any(f.id in names.ancestors(u) for f in folder))
    if inside and not shared and told.source in (AUTHOR, SIGNED):
        return inside
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
    same_sort = (holder.kind in PLACES) == (named.kind in PLACES)
    related = holder.id in names.ancestors(named) or named.id in names.ancestors(holder)
    county = UnitKind.COUNTY in (holder.kind, named.kind)
    return same_sort and holder.id != named.id and not related and not county
