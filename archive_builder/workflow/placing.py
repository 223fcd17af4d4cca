"""Where a receipt goes, decided from its match and from what is held already: pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from archive_builder.archive import (
    EMPTY,
    PROGRAM,
    REVISION,
    SIGNED,
    TAUGHT_REVISION,
    Placement,
    Standing,
)
from archive_builder.identify import Match, Matched
from archive_builder.model import After, Elements, Field, Filing, Receipt, ReceiptState, SlotId

LEFT = frozenset(
    {
        ReceiptState.SUPERSEDED,
        ReceiptState.UNPACKED,
        ReceiptState.REFUSED,
        ReceiptState.DECISION,
    }
)
"""States in which a receipt says nothing about others like it."""
_SAYS_NOTHING = re.compile(
    r"(?:img|dsc|pic|scan|mmexport|screenshot|doc|file|image|photo|微信图片|微信截图|扫描件?|图片|"
    r"照片|截图|新建|文档|文件|附件|材料|未命名|无标题)*[\s\d._\-—()（）副本]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same bytes are filed, or wait, at another receipt already."""

    of: int


@dataclass(frozen=True, slots=True)
class Twin:
    """Another receipt of the same bytes, and the unit that sent it, where known."""

    standing: Standing
    unit: str | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """What came before from the same path, with its elements, and what the root does."""

    standing: Standing
    elements: Elements
    after: After


def decide(receipt: Receipt, match: Match, twins: Iterable[Twin]) -> Match | Repeat:
    """File, wait, or recognise a repeat.

    A document may answer slots of several units, so the same bytes are a repeat only where they
    would fill the very slot that a twin fills, or where nothing says that another unit sent them.
    What a person left out, or let wait, is not filed when it is sent again. Empty files are all
    alike and repeat nothing.
    """
    if receipt.sha256 == EMPTY:
        return match
    unit = unit_of(match)
    for twin in twins:
        standing = twin.standing
        filing = standing.filing
        if standing.state in LEFT:
            continue
        if filing and isinstance(match, Matched):
            repeated = match.slot.id == filing.slot
        elif filing:
            repeated = unit in (None, filing.slot.unit)
        elif _left_by_a_person(standing):
            repeated = True
        else:
            waits = standing.state is ReceiptState.PENDING
            earlier = standing.receipt.id < receipt.id
            repeated = waits and earlier and not isinstance(match, Matched) and unit == twin.unit
        if repeated:
            return Repeat(standing.receipt.id)
    return match


def revises(receipt: Receipt, elements: Elements, match: Match, earlier: Earlier) -> bool:
    """Whether other bytes from the same path are a new version of what came before.

    Where sources are kept, a path is a document and what it holds now is its newest version. Where
    they are moved away, two documents may have had one name: then it must also be a name that says
    something, title, number and date must not differ, and both must belong to the same slot, or to
    the same unit where a person chose the slot. A slot that takes several documents needs the same
    title. What a person left out or let wait is left alone.
    """
    standing = earlier.standing
    if standing.state in LEFT or standing.receipt.sha256 == receipt.sha256:
        return False
    if _left_by_a_person(standing):
        return False
    if earlier.after is After.KEEP:
        return True
    filing = standing.filing
    stem = PurePosixPath(receipt.path).stem
    if filing is None or _SAYS_NOTHING.fullmatch(stem) or _differ(elements, earlier.elements):
        return False
    if isinstance(match, Matched):
        alone = match.slot.requirement.minimum == 1
        titled = elements.title is not None and earlier.elements.title is not None
        return match.slot.id == filing.slot and (alone or titled)
    return is_taught(filing) and unit_of(match) == filing.slot.unit


def is_taught(filing: Filing) -> bool:
    """Whether a document stands where a person put it, or its earlier version."""
    if filing.rule == SIGNED:
        return False
    return filing.actor != PROGRAM or filing.rule == TAUGHT_REVISION


def _left_by_a_person(standing: Standing) -> bool:
    return standing.filing is None and standing.actor not in ("", PROGRAM)


def _differ(one: Elements, other: Elements) -> bool:
    pairs = (
        (one.title, other.title),
        (one.document_number, other.document_number),
        (one.date, other.date),
    )
    return any(a and b and _plain(a) != _plain(b) for a, b in pairs)


def _plain(field: Field) -> str:
    return re.sub(r"\W", "", field.value)


def unit_of(match: Match) -> str | None:
    """The one unit that a match points to, if it points to one."""
    if isinstance(match, Matched):
        return match.slot.unit.id
    units = {guess.slot.unit.id for guess in match.guesses}
    return units.pop() if len(units) == 1 else None


def repeated(of: int) -> Placement:
    """How a repeat is put aside."""
    why = f"与 {of} 号来件内容完全相同"
    return Placement(ReceiptState.DUPLICATE, PROGRAM, "内容相同", why, other=of)


def superseded(by: int) -> Placement:
    """How the earlier version is put aside, kept and reachable."""
    why = f"{by} 号来件是它的新版；本件仍保存，可撤销"
    return Placement(ReceiptState.SUPERSEDED, PROGRAM, REVISION, why, other=by)


def filed(slot: SlotId, rule: str, reason: str) -> Placement:
    """How the program files."""
    return Placement(ReceiptState.FILED, PROGRAM, rule, reason, slot)


def follows(earlier: Receipt, filing: Filing) -> Placement:
    """How a new version is filed where its earlier one was."""
    rule = TAUGHT_REVISION if is_taught(filing) else REVISION
    why = f"替换 {earlier.id} 号来件（来自同一路径的旧版），归入同一处"
    return Placement(ReceiptState.FILED, PROGRAM, rule, why, filing.slot, other=earlier.id)
