"""Which slot a document answers: form number, folder, earlier decisions, name, title, text. Pure.

A filing that no person saw must be right: the matcher abstains on a low score as well as on a
small margin, and gives its best guesses instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from archive_builder.identify.doubts import Doubts
from archive_builder.identify.evidence import FOLDER, weigh
from archive_builder.identify.holders import AUTHOR, SIGNED, TEXT, Holders, find_holders
from archive_builder.identify.level import ELSEWHERE
from archive_builder.identify.normalise import normalise
from archive_builder.identify.owed import Owed
from archive_builder.identify.parts import Parts
from archive_builder.identify.policy import is_policy, policy_code, policy_doubt
from archive_builder.identify.printed_form import PrintedForms
from archive_builder.identify.ranking import (
    ENOUGH,
    FOLDER_DECIDES,
    MOST_GUESSES,
    Group,
    Ranked,
    aspect_note,
    best_of,
    doubt,
    is_likely,
    rank,
)
from archive_builder.identify.requirements import RequirementIndex
from archive_builder.identify.units import UnitNames
from archive_builder.identify.verdict import Ambiguous, Clues, Guess, Match, Matched, Unmatched
from archive_builder.model import Level, Slot, Unit

CODE, POLICY = "编号", "政策层级"
_DECLARED = (CODE, FOLDER)

_CODE = re.compile(r"(?<![A-Za-z])([A-Za-z]{2})[\s\-_—–]?(\d{2})(?!\d)")
_SOURCE_FACTORS = {AUTHOR: 0.95, SIGNED: 0.95, TEXT: 0.85}
"""How surely a unit is the holder that neither folder, name nor title names."""
_LATER_UNIT = 0.85
_MUCH_LIKER = 0.7
_SURE, _POLICY_SURE = 0.98, 0.9
_ALONE = 0.9
"""The least score of a filing where no unit is told."""
_ABOVE = (Level.CENTRAL, Level.PROVINCE, Level.CITY, ELSEWHERE)

Recall = Callable[[str, Clues, str | None], Matched | None]


def _nothing_recalled(_sha256: str, _clues: Clues, _unit: str | None) -> None:
    """No earlier decisions."""


class Matcher:
    """Finds the slot that a document answers. Built once for all slots, asked per document."""

    def __init__(self, slots: tuple[Slot, ...], units: tuple[Unit, ...]) -> None:
        self._names = UnitNames(units)
        self._forms = PrintedForms(slots, self._names)
        self._owed = Owed(slots)
        requirements = [groups[0][0].requirement for groups in self._owed.by_code.values()]
        self._index = RequirementIndex(requirements)
        self._doubts = Doubts(requirements, self._index, self._names)

    def match(self, clues: Clues, recall: Recall = _nothing_recalled) -> Match:
        """The slot that a document answers, or the likeliest ones and why none was taken.

        The number printed on one of our forms comes first, then what the sender declared by a code
        or a folder, then what people decided on the like of it, then what its name and text say.

        Args:
            clues: what is known of the document.
            recall: where people filed its like: (its sha256, its clues, id of the unit that holds
                it, where folder, name, title, author or signature tells) → the slot, or None. Not
                asked where these contradict each other.
        """
        printed = self._forms.match(clues)
        if printed:
            return printed
        holders = find_holders(clues, self._names)
        codes = self._stated_codes(clues)
        found = self._by_code(clues, holders, codes) if codes else self._by_clues(clues, holders)
        told = holders.units and holders.source != TEXT
        clash = told and holders.conflict
        if clash or (isinstance(found, Matched) and found.rule in _DECLARED):
            return found
        recalled = recall(clues.sha256, clues, holders.units[0].id if told else None)
        agrees = recalled and (not codes or recalled.slot.requirement.code in codes)
        return recalled if recalled and agrees else found

    def _by_clues(self, clues: Clues, holders: Holders) -> Match:
        if not holders.units:
            return self._by_requirement(clues, holders)
        if holders.conflict:
            return self._in_conflict(clues, holders)
        ranked = self._ranked(clues, holders.units)
        return self._by_policy(clues, holders, ranked) or self._by_evidence(clues, holders, ranked)

    def _in_conflict(self, clues: Clues, holders: Holders) -> Match:
        """Units that a running text merely mentions do not hide what one unit alone owes."""
        if holders.source == TEXT:
            found = self._by_requirement(clues, holders)
            if isinstance(found, Matched):
                return found
        best = [self._ranked(clues, (unit,))[:1] for unit in holders.units]
        return Ambiguous(self._offer(clues, [r for one in best for r in one]), holders.conflict)

    def _stated_codes(self, clues: Clues) -> tuple[str, ...]:
        """Codes of the manifests in the name, else in the innermost folder that has any."""
        for text in (clues.name, *reversed(clues.folders)):
            found = (f"{m[1]}-{m[2]}".upper() for m in _CODE.finditer(normalise(text)))
            codes = tuple(dict.fromkeys(code for code in found if code in self._owed.by_code))
            if codes:
                return codes
        return ()

    def _by_code(self, clues: Clues, holders: Holders, codes: tuple[str, ...]) -> Match:
        """A code is trusted as far as one unit can be told that has it."""
        said = f"写明编号{'、'.join(codes)}"
        held = self._owed.of_any(holders.units)
        owned = [group for code in codes for group in self._owed.by_code[code]]
        groups = [held[code] for code in codes if code in held] if holders.units else owned
        if len(groups) == 1 and not holders.conflict:
            reason = f"{holders.reason}；{said}" if holders.units else f"{said}，只有一个单位要备"
            return self._by_part(groups[0], clues, CODE, reason, _SURE)
        several = "编号不止一个" if groups else "但这个单位没有这一项"
        why = holders.conflict or (several if holders.units else holders.reason)
        offered = best_of(Guess(group[0], ENOUGH, said) for group in (groups or owned))
        return Ambiguous(offered, f"{said}；{why}")

    def _ranked(self, clues: Clues, units: Sequence[Unit]) -> list[Ranked]:
        """The requirements of the units by the evidence for them, best first."""
        held = self._owed.of_any(units)
        first = self._owed.of(units[0])
        evidence = weigh(clues, frozenset(held), self._index, self._names)
        return rank(
            clues,
            (
                (held[code], 1.0 if code in first else _LATER_UNIT, found)
                for code, found in evidence.items()
            ),
        )

    def _by_policy(self, clues: Clues, holders: Holders, ranked: Sequence[Ranked]) -> Match | None:
        """A higher body's document, unless its folder states another requirement."""
        unit = holders.units[0]
        held = self._owed.of(unit)
        code = policy_code(held)
        if code is None or not is_policy(clues, unit):
            return None
        if ranked and ranked[0].evidence.folder >= FOLDER_DECIDES and ranked[0].code != code:
            return None
        group = held[code]
        reason = f"{holders.reason}；是{clues.level}级发文"
        unsure = policy_doubt(clues) or self._doubts.of_topic(clues)
        if unsure:
            first = Guess(self._parts(group, clues).slots[0], ENOUGH, reason)
            return Ambiguous(best_of((first, *self._offer(clues, ranked))), f"{reason}，{unsure}")
        return self._by_part(group, clues, POLICY, reason, _POLICY_SURE)

    def _by_evidence(self, clues: Clues, holders: Holders, ranked: Sequence[Ranked]) -> Match:
        if not is_likely(ranked):
            return Unmatched((), f"{holders.reason}；没有与之相符的应备材料")
        best = ranked[0]
        score = best.score * _SOURCE_FACTORS.get(holders.source, 1.0)
        unsure = (
            doubt(ranked, score) or self._doubts.of(clues, best) or self._not_theirs(clues, best)
        )
        if unsure:
            return Ambiguous(self._offer(clues, ranked), f"{holders.reason}；{unsure}")
        reason = "；".join((holders.reason, *best.evidence.clauses, *aspect_note(clues, best)))
        return self._by_part(best.group, clues, best.evidence.rule, reason, score)

    def _not_theirs(self, clues: Clues, best: Ranked) -> str:
        """Why a document is none of the unit's: it is much more like what its like owe."""
        ranked = self._everyones(clues)
        own = next((r.weight for r in ranked if r.code == best.code), 0.0)
        rival = next((r for r in ranked if r.is_of_places == best.is_of_places), best)
        if _MUCH_LIKER * rival.weight <= own:
            return ""
        return f"更像别的单位要备的“{rival.title}”，这个单位没有这一项"

    def _everyones(self, clues: Clues) -> list[Ranked]:
        """All requirements, whoever owes them, by the evidence for them, best first."""
        owned = self._owed.by_code
        evidence = weigh(clues, frozenset(owned), self._index, self._names)
        return rank(clues, ((owned[code][0], 1.0, e) for code, e in evidence.items()))

    def _by_part(self, group: Group, clues: Clues, rule: str, reason: str, score: float) -> Match:
        parts = self._parts(group, clues)
        reason = f"{reason}；{parts.clause}" if parts.clause else reason
        if len(parts.slots) == 1:
            return Matched(parts.slots[0], rule, reason, score)
        slots = parts.slots or group[:1]
        return Ambiguous(best_of(Guess(s, score / len(slots), reason) for s in slots), reason)

    def _parts(self, group: Group, clues: Clues) -> Parts:
        """The parts by clues without units' names, which may share words with them."""
        strip = self._names.strip
        folders = tuple(map(strip, clues.folders))
        bare = replace(clues, folders=folders, name=strip(clues.name), title=strip(clues.title))
        return self._owed.parts(group, bare)

    def _offer(self, clues: Clues, ranked: Sequence[Ranked]) -> tuple[Guess, ...]:
        """The best requirements that anything speaks for, each by its likeliest parts."""
        offered: list[Guess] = []
        for likely in [r for r in ranked if is_likely([r])][:MOST_GUESSES]:
            slots = self._parts(likely.group, clues).slots or likely.group[:1]
            why = "；".join(likely.evidence.clauses)
            offered.append(Guess(slots[0], likely.score, why))
            offered += (Guess(s, likely.score / len(slots), why) for s in slots[1:MOST_GUESSES])
        return best_of(offered)

    def _by_requirement(self, clues: Clues, holders: Holders) -> Match:
        """Where no unit is told: taken only if what it surely is, is asked of one unit alone."""
        ranked = self._everyones(clues)
        if not is_likely(ranked):
            return Unmatched((), holders.reason)
        best = ranked[0]
        unsure = self._unsure_alone(clues, ranked)
        if unsure:
            sole = [r for r in ranked if self._owed.is_sole(r.code)]
            reason = f"{holders.reason}；像是{best.code}“{best.title}”{unsure}"
            return Ambiguous(self._offer(clues, sole), reason)
        said = f"没有写明单位，但这一项只有“{best.group[0].unit.name}”要备"
        reason = "；".join((said, *best.evidence.clauses))
        return self._by_part(best.group, clues, best.evidence.rule, reason, best.score)

    def _unsure_alone(self, clues: Clues, ranked: Sequence[Ranked]) -> str:
        """Why the best requirement is not taken without a unit, or nothing."""
        best = ranked[0]
        if not self._owed.is_sole(best.code):
            return "，要备的单位不止一个"
        said = map(normalise, (*clues.folders, clues.name, clues.title))
        if _issued_above(clues) or any(map(self._names.names_another, said)):
            return "，但像是别处或上级单位的文件"
        if best.score < _ALONE:
            return "，但不够像"
        why = doubt(ranked, best.score) or self._doubts.of(clues, best)
        return f"，但{why}" if why else ""


def _issued_above(clues: Clues) -> bool:
    """Whether a body above or outside the county signed or numbered a document."""
    return bool(clues.author or clues.document_number) and clues.level in _ABOVE
