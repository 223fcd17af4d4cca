"""Which slot a document answers: folder, then name, then title, then text. Pure.

A filing that no person saw must be right: the matcher abstains on a low score as well as on a
small margin, and gives its best guesses instead.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from archive_builder.identify.evidence import subject, weigh
from archive_builder.identify.filename import clean_stem
from archive_builder.identify.holders import Holders, find_holders
from archive_builder.identify.normalise import normalise
from archive_builder.identify.parts import choose_part
from archive_builder.identify.policy import is_policy, policy_code, policy_doubt
from archive_builder.identify.ranking import (
    ENOUGH,
    MOST_GUESSES,
    Group,
    Ranked,
    aspect_note,
    doubt,
    guesses,
    is_likely,
    rank,
)
from archive_builder.identify.requirements import RequirementIndex
from archive_builder.identify.units import UnitNames
from archive_builder.identify.verdict import Ambiguous, Clues, Guess, Match, Matched, Unmatched
from archive_builder.identify.vocabulary import Vocabulary
from archive_builder.model import Slot, Unit

CODE, POLICY = "编号", "政策层级"

_CODE = re.compile(r"(?<![A-Za-z])([A-Za-z]{2})[\s\-_—–]?(\d{2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=年|[-—~～至]20\d{2}年)")
_INSURED = re.compile(r"(?<!\d)(20\d{2})年度?[一-鿿]{0,8}(?:医疗保险|医保|参保)")
"""A year of medical insurance, which is paid for in the year before it."""
_REMARK = re.compile(r"[（(][^（）()]*[)）]")
_CLAUSES = re.compile(r"[：:—\-_\s]+")
_WEAK_SOURCES = ("责任者", "正文")
_BY_TEXT, _LATER_UNIT = 0.8, 0.85
_FOLDER_UPHOLDS, _FOLDER_DECIDES = 0.5, 1.8
_STRANGE, _STRANGE_TITLE = 0.2, 0.35
_SURE, _POLICY_SURE = 0.98, 0.9


class Matcher:
    """Finds the slot that a document answers. Built once for all slots, asked per document."""

    def __init__(self, slots: tuple[Slot, ...], units: tuple[Unit, ...]) -> None:
        self._names = UnitNames(units)
        self._index = RequirementIndex(slot.requirement for slot in slots)
        self._vocabulary = Vocabulary(slot.requirement for slot in slots)
        self._years = frozenset(year for slot in slots for year in _years_of(slot))
        groups: dict[tuple[str, str], list[Slot]] = defaultdict(list)
        for slot in slots:
            groups[slot.unit.id, slot.requirement.code].append(slot)
        self._held: dict[str, dict[str, Group]] = defaultdict(dict)
        self._owned: dict[str, list[Group]] = defaultdict(list)
        for (unit, code), group in groups.items():
            self._owned[code].append(tuple(group))
            for holder in (unit, *group[0].requirement.collectors):
                self._held[holder].setdefault(code, tuple(group))

    def match(self, clues: Clues) -> Match:
        """The slot that a document answers, or the likeliest ones and why none was taken."""
        holders = find_holders(clues, self._names)
        codes = self._stated_codes(clues)
        if codes:
            return self._by_code(clues, holders, codes)
        if not holders.units:
            return self._without_unit(clues, holders)
        if holders.conflict:
            best = [self._ranked(clues, (unit,))[:1] for unit in holders.units]
            return Ambiguous(guesses([r for ranked in best for r in ranked]), holders.conflict)
        ranked = self._ranked(clues, holders.units)
        return self._by_policy(clues, holders, ranked) or self._by_evidence(clues, holders, ranked)

    def _stated_codes(self, clues: Clues) -> tuple[str, ...]:
        """Codes of the manifests in the name, else in the innermost folder that has any."""
        for text in (clues.name, *reversed(clues.folders)):
            found = (f"{m[1]}-{m[2]}".upper() for m in _CODE.finditer(normalise(text)))
            codes = tuple(dict.fromkeys(code for code in found if code in self._owned))
            if codes:
                return codes
        return ()

    def _by_code(self, clues: Clues, holders: Holders, codes: tuple[str, ...]) -> Match:
        """A code is trusted as far as one unit can be told that has it."""
        said = f"写明编号{'、'.join(codes)}"
        held = self._held_by(holders.units)
        owned = [group for code in codes for group in self._owned[code]]
        groups = [held[code] for code in codes if code in held] if holders.units else owned
        if len(groups) == 1 and not holders.conflict:
            reason = f"{holders.reason}；{said}" if holders.units else f"{said}，只有一个单位要备"
            return self._by_part(groups[0], clues, CODE, reason, _SURE)
        several = "编号不止一个" if groups else "但这个单位没有这一项"
        why = holders.conflict or (several if holders.units else holders.reason)
        offered = tuple(Guess(group[0], ENOUGH, said) for group in (groups or owned))
        return Ambiguous(offered[:MOST_GUESSES], f"{said}；{why}")

    def _held_by(self, units: Sequence[Unit]) -> dict[str, Group]:
        """What any of the units holds or collects, by code; earlier units come first."""
        held: dict[str, Group] = {}
        for unit in units:
            held = self._held.get(unit.id, {}) | held
        return held

    def _ranked(self, clues: Clues, units: Sequence[Unit]) -> list[Ranked]:
        """The requirements of the units by the evidence for them, best first."""
        held = self._held_by(units)
        first = self._held.get(units[0].id, {})
        evidence = weigh(clues, frozenset(held), self._index, self._names)
        return rank(
            clues,
            (
                (group, 1.0 if code in first else _LATER_UNIT, evidence[code])
                for code, group in held.items()
            ),
        )

    def _by_policy(self, clues: Clues, holders: Holders, ranked: Sequence[Ranked]) -> Match | None:
        """A higher body's document, unless its folder states another requirement."""
        unit = holders.units[0]
        code = policy_code(self._held.get(unit.id, {}))
        if code is None or not is_policy(clues, unit):
            return None
        if ranked[0].evidence.folder >= _FOLDER_DECIDES and ranked[0].code != code:
            return None
        group = self._held[unit.id][code]
        reason = f"{holders.reason}；是{clues.level}级发文"
        unsure = policy_doubt(clues)
        if unsure:
            offered = (Guess(group[0], ENOUGH, reason), *guesses(ranked))
            return Ambiguous(offered[:MOST_GUESSES], f"{reason}，{unsure}")
        return self._by_part(group, clues, POLICY, reason, _POLICY_SURE)

    def _by_evidence(self, clues: Clues, holders: Holders, ranked: Sequence[Ranked]) -> Match:
        if not is_likely(ranked):
            return Unmatched((), f"{holders.reason}；没有与之相符的应备材料")
        best = ranked[0]
        score = best.score * (_BY_TEXT if holders.source in _WEAK_SOURCES else 1.0)
        unsure = self._wrong_year(clues, best) or doubt(ranked, score) or self._strange(clues, best)
        if unsure:
            return Ambiguous(guesses(ranked), f"{holders.reason}；{unsure}")
        reason = "；".join((holders.reason, *best.evidence.clauses, *aspect_note(clues, best)))
        return self._by_part(best.group, clues, best.evidence.rule, reason, score)

    def _wrong_year(self, clues: Clues, best: Ranked) -> str:
        """The years that the name or the title gives, where none is the one asked for."""
        said = sorted(year for text in (clues.name, clues.title) for year in _years_said(text))
        meant = set(_YEAR.findall(best.title)) or self._years
        if not said or not meant or any(said[0] <= year <= said[-1] for year in meant):
            return ""
        return f"写的是{'、'.join(dict.fromkeys(said))}年，要的是{'、'.join(sorted(meant))}年"

    def _strange(self, clues: Clues, best: Ranked) -> str:
        """What the name says that no requirement asks about, where no folder upholds it."""
        if best.evidence.folder >= _FOLDER_UPHOLDS:
            return ""
        for said, share in ((clean_stem(clues.name), _STRANGE), (clues.title, _STRANGE_TITLE)):
            for clause in _CLAUSES.split(_REMARK.sub("", said)):
                text = subject(clause, self._names)
                phrases = self._index.phrases(text, best.code)
                foreign = self._vocabulary.foreign(text, best.code, phrases) if phrases else ""
                if len(foreign) > 1 and len(foreign) >= share * len(text):
                    return f"像“{best.title}”，但“{foreign}”不在应备材料之内"
        return ""

    def _by_part(self, group: Group, clues: Clues, rule: str, reason: str, score: float) -> Match:
        parts = choose_part(group, self._bare(clues))
        reason = f"{reason}；{parts.clause}" if parts.clause else reason
        if len(parts.slots) == 1:
            return Matched(parts.slots[0], rule, reason, score)
        offered = tuple(Guess(slot, score / len(parts.slots), reason) for slot in parts.slots)
        return Ambiguous(offered[:MOST_GUESSES], reason)

    def _bare(self, clues: Clues) -> Clues:
        """The clues without units' names, which may share words with parts (乡村振兴局)."""
        strip = self._names.strip
        folders = tuple(map(strip, clues.folders))
        return replace(clues, folders=folders, name=strip(clues.name), title=strip(clues.title))

    def _without_unit(self, clues: Clues, holders: Holders) -> Match:
        """Guesses only among requirements that a single unit owes."""
        evidence = weigh(clues, frozenset(self._owned), self._index, self._names)
        ranked = rank(clues, ((self._owned[code][0], 1.0, e) for code, e in evidence.items()))
        if not is_likely(ranked):
            return Unmatched((), holders.reason)
        sole = [r for r in ranked if len(self._owned[r.code]) == 1]
        return Ambiguous(
            guesses(sole), f"{holders.reason}；像是{ranked[0].code}“{ranked[0].title}”"
        )


def _years_of(slot: Slot) -> Iterator[str]:
    """The years that a slot speaks of: in its title and its due times."""
    requirement = slot.requirement
    yield from _YEAR.findall(requirement.title)
    yield from (str(due.at.year) for due in (requirement.due, requirement.rectify) if due)


def _years_said(text: str) -> Iterator[str]:
    """The years that a name or a title gives."""
    yield from _YEAR.findall(text)
    yield from (str(int(year) - 1) for year in _INSURED.findall(text))
