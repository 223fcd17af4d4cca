"""Which slot a document answers: folder, then name, then title, then text. Pure.

A filing that no person saw must be right: the matcher abstains on a low score as well as on a
small margin, and gives its best guesses instead.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp

from archive_builder.identify.evidence import TITLE, Evidence, aspect_of, subject, weigh
from archive_builder.identify.filename import clean_stem
from archive_builder.identify.holders import Holders, find_holders
from archive_builder.identify.normalise import normalise
from archive_builder.identify.parts import choose_part
from archive_builder.identify.policy import is_policy, policy_code, policy_doubt
from archive_builder.identify.requirements import RequirementIndex
from archive_builder.identify.units import UnitNames
from archive_builder.identify.vocabulary import Vocabulary
from archive_builder.identify.verdict import Ambiguous, Clues, Guess, Match, Matched, Unmatched
from archive_builder.model import Slot, Unit

CODE, POLICY = "编号", "政策层级"

_CODE = re.compile(r"(?<![A-Za-z])([A-Za-z]{2})[\s\-_—–]?(\d{2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d{2})年")
_STEEPNESS = 1.3
_ENOUGH, _MARGIN, _LIKELY = 0.7, 0.35, 0.25
_FOLDER_UPHOLDS, _STRANGE = 0.5, 0.2
_CONTRADICTS, _UPHOLDS = 0.9, 0.5
_LATER_UNIT, _OTHER_ASPECT, _BY_TEXT = 0.85, 0.85, 0.8
_WEAK_SOURCES = ("责任者", "正文")
_FOLDER_DECIDES = 1.8
_SURE, _POLICY_SURE = 0.98, 0.9
_GUESSES = 3

Group = tuple[Slot, ...]
"""All slots of one unit and one requirement."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A requirement that a document may answer, with what speaks for it."""

    group: Group
    weight: float
    evidence: Evidence

    @property
    def score(self) -> float:
        """The weight as 0 to 1."""
        return 1 - exp(-_STEEPNESS * self.weight)


class Matcher:
    """Finds the slot that a document answers. Built once for all slots, asked per document."""

    def __init__(self, slots: tuple[Slot, ...], units: tuple[Unit, ...]) -> None:
        self._names = UnitNames(units)
        self._index = RequirementIndex(slot.requirement for slot in slots)
        self._vocabulary = Vocabulary(slot.requirement for slot in slots)
        self._years = frozenset(year for slot in slots for year in _years_of(slot))
        groups: dict[tuple[str, str], Group] = defaultdict(tuple)
        for slot in slots:
            groups[slot.unit.id, slot.requirement.code] += (slot,)
        self._held: dict[str, dict[str, Group]] = defaultdict(dict)
        self._owned: dict[str, tuple[Group, ...]] = defaultdict(tuple)
        for (unit, code), group in groups.items():
            self._owned[code] += (group,)
            for holder in (unit, *group[0].requirement.collectors):
                self._held[holder].setdefault(code, group)

    def match(self, clues: Clues) -> Match:
        """The slot that a document answers, or the likeliest ones and why none was taken."""
        holders = find_holders(clues, self._names)
        codes = self._stated_codes(clues)
        if codes:
            return self._by_code(clues, holders, codes)
        if holders.conflict or not holders.units:
            return self._undecided(clues, holders)
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
        held = self._held_by(holders.units)
        groups = [held[code] for code in codes if code in held]
        if not groups and not holders.units:
            groups = [group for code in codes for group in self._owned[code]]
        said = f"写明编号{'、'.join(codes)}"
        if len(groups) == 1 and not holders.conflict:
            reason = f"{holders.reason}；{said}" if holders.units else f"{said}，只有一个单位要备"
            return self._by_part(groups[0], clues, CODE, reason, _SURE)
        why = holders.conflict or ("编号不止一个" if groups and holders.units else holders.reason)
        if not groups:
            why = f"{holders.reason}，但它没有{'、'.join(codes)}这一项"
            groups = [group for code in codes for group in self._owned[code]]
        guesses = (Guess(group[0], 0.5, said) for group in groups[:_GUESSES])
        return Ambiguous(tuple(guesses), f"{said}；{why}")

    def _held_by(self, units: Sequence[Unit]) -> dict[str, Group]:
        """What any of the units holds or collects, by code; earlier units come first."""
        held: dict[str, Group] = {}
        for unit in units:
            held = self._held.get(unit.id, {}) | held
        return held

    def _ranked(self, clues: Clues, units: Sequence[Unit]) -> list[Ranked]:
        """The requirements of the units by the evidence for them, best first."""
        held = self._held_by(units)
        evidence = weigh(clues, frozenset(held), self._index, self._names)
        first = self._held.get(units[0].id, {})
        aspect = aspect_of(clues.folders)
        ranked = []
        for code, group in held.items():
            factor = 1.0 if group is first.get(code) else _LATER_UNIT
            factor *= 1.0 if aspect in (None, group[0].requirement.aspect) else _OTHER_ASPECT
            ranked.append(Ranked(group, evidence[code].weight * factor, evidence[code]))
        return sorted(ranked, key=lambda r: (-r.weight, r.group[0].id))

    def _by_policy(
        self, clues: Clues, holders: Holders, ranked: Sequence[Ranked]
    ) -> Match | None:
        """A higher body's document, unless its folder states another requirement."""
        unit = holders.units[0]
        code = policy_code(self._held.get(unit.id, {}))
        if code is None or not is_policy(clues, unit):
            return None
        group = self._held[unit.id][code]
        stated = ranked and ranked[0].evidence.folder >= _FOLDER_DECIDES
        if stated and ranked[0].group is not group:
            return None
        reason = f"{holders.reason}；是{clues.level}级发文"
        doubt = policy_doubt(clues)
        if doubt:
            guess = Guess(group[0], _ENOUGH, reason)
            return Ambiguous((guess, *_guesses(ranked))[:_GUESSES], f"{reason}，{doubt}")
        return self._by_part(group, clues, POLICY, reason, _POLICY_SURE)

    def _by_evidence(self, clues: Clues, holders: Holders, ranked: Sequence[Ranked]) -> Match:
        if not ranked or ranked[0].score < _LIKELY:
            return Unmatched(_guesses(ranked), f"{holders.reason}；没有与之相符的应备材料")
        best = ranked[0]
        weak = holders.source in _WEAK_SOURCES
        score = best.score * (_BY_TEXT if weak else 1.0)
        doubt = self._wrong_year(clues, best) or _doubt(ranked, score) or self._strange(clues, best)
        if doubt:
            return Ambiguous(_guesses(ranked), f"{holders.reason}；{doubt}")
        reason = "；".join((holders.reason, *best.evidence.clauses, *_aspect_note(clues, best)))
        return self._by_part(best.group, clues, best.evidence.rule, reason, score)

    def _wrong_year(self, clues: Clues, best: Ranked) -> str:
        """The years that the name or the title gives, where none is the one asked for."""
        said = {year for text in (clues.name, clues.title) for year in _YEAR.findall(text)}
        title = best.group[0].requirement.title
        meant = set(_YEAR.findall(title)) or self._years
        wrong = bool(said and meant and not said & meant)
        return f"写的是{'、'.join(sorted(said))}年，要的是{'、'.join(sorted(meant))}年" if wrong else ""

    def _strange(self, clues: Clues, best: Ranked) -> str:
        """What the name says beside the requirement, where no folder upholds it."""
        said = clues.title if best.evidence.rule == TITLE else clean_stem(clues.name)
        if best.evidence.folder >= _FOLDER_UPHOLDS:
            return ""
        text = subject(said, self._names)
        code = best.group[0].requirement.code
        foreign = self._vocabulary.foreign(text, code, best.evidence.phrases)
        strange = len(foreign) > 1 and len(foreign) >= _STRANGE * len(text)
        return f"像“{best.group[0].requirement.title}”，但“{foreign}”不在应备材料之内" if strange else ""

    def _by_part(self, group: Group, clues: Clues, rule: str, reason: str, score: float) -> Match:
        parts = choose_part(group, self._bare(clues))
        clause = f"；{parts.clause}" if parts.clause else ""
        if len(parts.slots) == 1:
            return Matched(parts.slots[0], rule, reason + clause, score)
        guesses = (Guess(slot, score / len(parts.slots), reason) for slot in parts.slots)
        return Ambiguous(tuple(guesses)[:_GUESSES], reason + clause)

    def _bare(self, clues: Clues) -> Clues:
        """The clues without units' names, which may share words with parts (乡村振兴局)."""
        strip = self._names.strip
        folders = tuple(map(strip, clues.folders))
        return replace(clues, folders=folders, name=strip(clues.name), title=strip(clues.title))

    def _undecided(self, clues: Clues, holders: Holders) -> Match:
        """Guesses where no single unit is known: each named one's, else the only owners'."""
        if holders.units:
            best = [ranked[0] for u in holders.units if (ranked := self._ranked(clues, (u,)))]
            return Ambiguous(_guesses(best), holders.conflict)
        evidence = weigh(clues, frozenset(self._owned), self._index, self._names)
        ranked = sorted(
            (Ranked(self._owned[code][0], said.weight, said) for code, said in evidence.items()),
            key=lambda r: (-r.weight, r.group[0].id),
        )
        if not ranked or ranked[0].score < _LIKELY:
            return Unmatched((), holders.reason)
        like = ranked[0].group[0].requirement
        sole = [r for r in ranked if len(self._owned[r.group[0].requirement.code]) == 1]
        return Ambiguous(_guesses(sole), f"{holders.reason}；像是{like.code}“{like.title}”")


def _years_of(slot: Slot) -> Iterator[str]:
    """The years that a slot speaks of: in its title, its due times and its month."""
    requirement = slot.requirement
    yield from _YEAR.findall(requirement.title)
    yield from (str(due.at.year) for due in (requirement.due, requirement.rectify) if due)


def _guesses(ranked: Sequence[Ranked]) -> tuple[Guess, ...]:
    """The best requirements that have anything for them, each by its first part."""
    likely = [r for r in ranked if r.score >= _LIKELY][:_GUESSES]
    return tuple(Guess(r.group[0], r.score, "；".join(r.evidence.clauses)) for r in likely)


def _doubt(ranked: Sequence[Ranked], score: float) -> str:
    """Why the best requirement is not taken without a person, or nothing."""
    best = ranked[0]
    title = best.group[0].requirement.title
    if score < _ENOUGH:
        return f"与“{title}”只是略像"
    other = max(ranked, key=lambda r: r.evidence.spoken)
    said = other.evidence.spoken
    if said >= _CONTRADICTS and best.evidence.spoken < _UPHOLDS * said:
        return f"文件夹像“{title}”，名称像“{other.group[0].requirement.title}”"
    if len(ranked) > 1 and ranked[1].weight > (1 - _MARGIN) * best.weight:
        return f"与“{title}”“{ranked[1].group[0].requirement.title}”都像"
    return ""


def _aspect_note(clues: Clues, best: Ranked) -> tuple[str, ...]:
    """Says so when a document lies in another aspect's folder."""
    stated, own = aspect_of(clues.folders), best.group[0].requirement.aspect
    return () if stated in (None, own) else (f"放在“{stated}”文件夹，按名称归“{own}”",)
