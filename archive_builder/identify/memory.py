"""What people decided before, recalled for documents of the same content, title or name. Pure.

Whatever may tell two documents of one title apart is heeded: the year, the title beside a name,
and the part that the document itself speaks of. Where precedents disagree nothing is recalled.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from archive_builder.identify.filename import clean_stem
from archive_builder.identify.normalise import normalise
from archive_builder.identify.parts import choose_part
from archive_builder.identify.requirements import plain
from archive_builder.identify.units import UnitNames
from archive_builder.identify.verdict import Clues, Matched
from archive_builder.identify.words import GENRES, PAPERS
from archive_builder.model import WHOLE, Slot, SlotId, Unit

PRECEDENT = "先例"
"""Rule of a filing that follows what people decided on a document like it."""

_SURE = 0.97
_LEAST, _LEAST_ALONE = 2, 6
"""Hanzi that a title must have beyond usual words: beside a known unit, and without one."""
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:年度?|(?!\d))")
_USUAL = re.compile(
    "|".join(
        sorted(
            (*GENRES, *PAPERS, "工作", "会议", "附件", "文件", "文档", "扫描件", "照片", "图片"),
            key=len,
            reverse=True,
        )
    )
)
_HANZI = re.compile("[一-鿿]")


@dataclass(frozen=True, slots=True)
class Precedent:
    """A document that stands where a person put it.

    Attributes:
        receipt: number of its receipt, cited in reasons.
        title: its 题名, empty when none was read.
        name: its file name.
        actor: who decided.
    """

    receipt: int
    sha256: str
    title: str
    name: str
    slot: SlotId
    actor: str


class Memory:
    """Earlier decisions of people, found by content, title or file name."""

    def __init__(
        self, precedents: Iterable[Precedent], slots: Iterable[Slot], units: Sequence[Unit]
    ) -> None:
        self._names = UnitNames(units)
        self._slots = {slot.id: slot for slot in slots}
        self._held: dict[str, dict[tuple[str, str], Slot]] = defaultdict(dict)
        self._groups: dict[tuple[str, str], tuple[Slot, ...]] = defaultdict(tuple)
        for slot in self._slots.values():
            self._groups[slot.id.unit, slot.id.code] += (slot,)
            for holder in (*slot.requirement.collectors, slot.unit.id):
                self._held[holder][slot.id.code, slot.id.part] = slot
        self._same: dict[str, list[Precedent]] = defaultdict(list)
        self._alike: dict[str, list[Precedent]] = defaultdict(list)
        for precedent in precedents:
            if precedent.slot in self._slots:
                self._same[precedent.sha256].append(precedent)
                for key in {self._key(precedent.title), self._key(precedent.name)}:
                    self._alike[key].append(precedent)

    def recall(self, sha256: str, clues: Clues, unit: str | None) -> Matched | None:
        """Where a document belongs by what people decided on its like.

        The same content decides; else the same title, else the same file name.

        Args:
            sha256: the document's content.
            clues: what is known of it.
            unit: id of the unit that holds it, where its folder, name or author tells. Another
                unit than the precedents' answers the same requirement and part, if it owes them.

        Returns:
            None where there is no precedent, where precedents disagree, or where the document
            speaks of another part than they do.
        """
        same = self._own(self._same.get(sha256, []), unit)
        if same:
            return self._agreed(same, unit, "内容")
        for what, text in (("题名", clues.title), ("文件名", clues.name)):
            alike = [p for p in self._like(text, unit) if self._titles_agree(p, clues)]
            own = self._own(alike, unit)
            if own:
                found = self._agreed(own, unit, what)
                return found if found and self._parts_agree(own[-1], found.slot, clues) else None
        return None

    def _own(self, found: Sequence[Precedent], unit: str | None) -> Sequence[Precedent]:
        """The precedents of the unit itself where there are any; they count before all others."""
        held = self._held.get(unit, {}) if unit else {}
        return [p for p in found if held.get(_kind(p)) == self._slots[p.slot]] or found

    def _agreed(self, found: Sequence[Precedent], unit: str | None, what: str) -> Matched | None:
        """The slot that the precedents agree on, if they do and the unit owes it."""
        held = self._held.get(unit, {}) if unit else {}
        slots = {held.get(_kind(p)) if unit else self._slots[p.slot] for p in found}
        slot = slots.pop() if len(slots) == 1 else None
        reason = self._reason(found[-1], what, slot) if slot else ""
        return Matched(slot, PRECEDENT, reason, _SURE) if slot else None

    def _reason(self, precedent: Precedent, what: str, slot: Slot) -> str:
        before = self._slots[precedent.slot]
        part = "" if before.part.key == WHOLE else f"（{before.part.title}）"
        place = f"{before.unit.name} {before.requirement.code} {before.requirement.title}{part}"
        reason = f"与 {precedent.receipt} 号来件{what}相同，那件由{precedent.actor}归入“{place}”"
        return reason if slot == before else f"{reason}，这件属“{slot.unit.name}”"

    def _like(self, text: str, unit: str | None) -> Iterator[Precedent]:
        """Precedents of the same title or name, if it says enough; of other years none."""
        key = self._key(text)
        if len(_HANZI.findall(_USUAL.sub("", key))) < (_LEAST if unit else _LEAST_ALONE):
            return
        years = _years(text)
        for precedent in self._alike.get(key, ()):
            theirs = _years(precedent.title) | _years(precedent.name)
            if not years or not theirs or years & theirs:
                yield precedent

    def _titles_agree(self, precedent: Precedent, clues: Clues) -> bool:
        """Whether titles, where both are known, are the same."""
        titles = {self._key(precedent.title), self._key(clues.title)} - {""}
        return len(titles) < 2  # noqa: PLR2004  none, one, or twice the same

    def _parts_agree(self, precedent: Precedent, slot: Slot, clues: Clues) -> bool:
        """Whether a document speaks of no other part than a person chose knowing its like.

        Households are told by number or name alone.
        """
        before = Clues((), precedent.name, precedent.title)
        spoken, then = (self._spoken(slot, said) for said in (clues, before))
        return not slot.requirement.households and (slot in spoken or spoken == then)

    def _spoken(self, slot: Slot, clues: Clues) -> tuple[Slot, ...]:
        """The parts of the slot's requirement that a document speaks of."""
        strip = self._names.strip
        bare = replace(clues, name=strip(clues.name), title=strip(clues.title))
        return choose_part(self._groups[slot.id.unit, slot.id.code], bare).slots

    def _key(self, text: str) -> str:
        """A title or a name without units, years, serials, copy marks and punctuation."""
        return plain(_YEAR.sub("", clean_stem(self._names.strip(normalise(text)))))


def _kind(precedent: Precedent) -> tuple[str, str]:
    return precedent.slot.code, precedent.slot.part


def _years(text: str) -> set[str]:
    return set(_YEAR.findall(normalise(text)))
