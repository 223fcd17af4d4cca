"""How well a name or a title fits each requirement, and which of its words say so."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt

from archive_builder.identify.normalise import normalise
from archive_builder.identify.words import ENDING, GENRES, PAPERS
from archive_builder.model import Part, Requirement

_NOISE = re.compile(r"[^0-9A-Za-z一-鿿]+")
_PIECES = re.compile(r"[、，,：:；;（）()\s]|以及")
_YEAR = re.compile(r"(?:19|20)\d{2}年?度?")
_MONTH_KEY = re.compile(r"20\d{2}-\d{2}")
_GRAMS = (1, 2, 3)
_TITLE, _KEYWORD, _PART, _BARE = 1.25, 1.0, 0.8, 0.5
_USUAL, _LONGEST = 4, 8
_LEAST = {_TITLE: 3, _KEYWORD: 2, _PART: 2}
_EMPTY_WORDS = frozenset(
    (
        *GENRES,
        "印发",
        "中央",
        "情况",
        "资料",
        "工作",
        "材料",
        "记录",
        "管理",
        "档案资料",
        "影像",
        "影像资料",
        "照片",
        "图片",
        "视频",
    )
)
CAMPAIGN = re.compile(
    r"(?:(?:巩固|拓展|脱贫(?![户人])|攻坚|成果|有效|衔接(?!资金)|乡村振兴|扶贫|后评估)(?:同|与|和|工作)?)+"
)
"""What the whole archive is about: it tells few requirements from others."""
_BARE_PAPER = re.compile(
    rf"(?:实施|工作|管理|指导|年度|年终|年|会议|统计|汇总|登记|调查|相关|有关)*(?:{ENDING})+"
)
"""A kind of paper, of whatever subject."""
_PIECE = 3
_BEGINNING = 2
"""No phrase is shorter."""
_SLIP, _LONGEST_SLIP = 6, 12
_CENTROID = 1.1
_STATED, _HALF_STATED = 2.0, 0.8


def plain(text: str) -> str:
    """Text as phrases are compared: letters, digits and hanzi only."""
    return _NOISE.sub("", normalise(text))


@dataclass(frozen=True, slots=True)
class Fit:
    """How strongly a text speaks for a requirement, and by which phrases, longest first."""

    weight: float = 0.0
    phrases: tuple[str, ...] = ()

    @property
    def only_paper(self) -> bool:
        """Whether nothing but a kind of paper (实施方案, 花名册) speaks for it."""
        return all(_BARE_PAPER.fullmatch(phrase) for phrase in self.phrases)


class RequirementIndex:
    """Phrases and character n-grams of the manifests' requirements, by code.

    A phrase is a requirement's title or a piece of it, a keyword or a part's title. It counts for
    its length and for how few of the asked requirements share it; within a longer phrase found it
    counts only where it is a part. A TF-IDF centroid of character 1- to 3-grams adds what wording
    has in common beyond whole phrases.

    Attributes:
        monthly: codes of the requirements whose parts are months.
    """

    def __init__(self, requirements: Iterable[Requirement]) -> None:
        known = {requirement.code: requirement for requirement in requirements}
        self._owners: dict[str, dict[str, float]] = defaultdict(dict)
        for code, requirement in known.items():
            for phrase, kind in _phrases(requirement):
                self._owners[phrase][code] = max(kind, self._owners[phrase].get(code, 0.0))
        self._beginnings: dict[str, list[str]] = defaultdict(list)
        for phrase in self._owners:
            self._beginnings[phrase[:_BEGINNING]].append(phrase)
        self._shares = {phrase: self._within(phrase) for phrase in self._owners}
        self._parts = {
            code: frozenset(plain(part.title) for part in requirement.parts)
            for code, requirement in known.items()
        }
        self._slips = _slips(self._owners)
        self._idf = _inverse_frequencies(known.values())
        self.monthly = frozenset(c for c, r in known.items() if is_monthly(r.parts))
        self._titles = {code: plain(requirement.title) for code, requirement in known.items()}
        self._postings: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for requirement in known.values():
            self._index(requirement)

    def fits(self, text: str, codes: frozenset[str]) -> dict[str, Fit]:
        """How each of `codes` fits a text prepared by `plain`; those that don't are left out."""
        text = self._corrected(text)
        weights: defaultdict[str, float] = defaultdict(float)
        phrases: defaultdict[str, list[str]] = defaultdict(list)
        found = self._found(text, codes)
        longest = _longest(found, text)
        for phrase in found:
            for code, strength in self._strengths(phrase, codes):
                if phrase in longest or phrase in self._parts[code]:
                    weights[code] += strength
                    phrases[code].append(phrase)
        for code, likeness in self._likeness(text, codes).items():
            weights[code] += _CENTROID * likeness
        return {
            code: Fit(weights[code], tuple(sorted(phrases[code], key=lambda p: (-len(p), p))))
            for code in sorted(weights)
        }

    def statement(self, text: str, codes: frozenset[str]) -> dict[str, Fit]:
        """As `fits`, for a folder's name.

        A folder that is called as one requirement alone, by its title, a long piece of it or any
        phrase of it, states that requirement; by a piece of a phrase it half states it.
        """
        fits = self.fits(text, codes)
        stated = (
            [code for code in codes if text and text == self._titles[code]]
            or [code for code in codes if len(text) >= _USUAL and text in self._titles[code]]
            or [code for code in self._owners.get(text, ()) if code in codes]
        )
        loosely = () if stated else self._with(text) & codes
        for sole, weight in ((stated, _STATED), (loosely, _HALF_STATED)):
            if len(sole) == 1:
                (code,) = sole
                fits[code] = Fit(weight + fits.get(code, Fit()).weight, (text,))
        return fits

    def _with(self, piece: str) -> frozenset[str]:
        """The requirements that have a phrase with a piece in it that tells something."""
        if len(piece) < _PIECE or _BARE_PAPER.fullmatch(piece) or CAMPAIGN.fullmatch(piece):
            return frozenset()
        return frozenset(c for p, owners in self._owners.items() if piece in p for c in owners)

    def phrases(self, text: str, code: str) -> tuple[str, ...]:
        """The phrases of one requirement in a text prepared by `plain`, longest first."""
        return self.fits(text, frozenset({code})).get(code, Fit()).phrases

    def _corrected(self, text: str) -> str:
        """The text with long phrases put right that have one hanzi wrong (四查四捕工作台账)."""
        for place in range(len(text)):
            if not any(
                pair in self._postings
                for pair in (text[max(place - 1, 0) : place + 1], text[place : place + 2])
            ):
                near = set(self._near(text, place))
                if len(near) == 1:
                    text = text[:place] + near.pop() + text[place + 1 :]
        return text

    def _near(self, text: str, place: int) -> Iterator[str]:
        """The hanzi that would make a long phrase of what stands around a place."""
        for size in range(_SLIP, _LONGEST_SLIP + 1):
            for start in range(max(place - size + 1, 0), min(place, len(text) - size) + 1):
                rest = f"{text[start:place]}\0{text[place + 1 : start + size]}"
                yield from self._slips.get(rest, ())

    def _strengths(self, phrase: str, codes: frozenset[str]) -> Iterator[tuple[str, float]]:
        """What a phrase gives the requirements that have it, or have it within a longer one."""
        owners = self._owners[phrase].keys() & codes
        strength = min(len(phrase), _LONGEST) / _USUAL / sqrt(len(owners))
        if CAMPAIGN.fullmatch(phrase):
            strength *= _BARE
        for code, share in self._shares[phrase].items():
            if code in codes:
                yield code, strength * share

    def _found(self, text: str, codes: frozenset[str]) -> list[str]:
        """The phrases of `codes` that stand in a text."""
        found = {
            phrase
            for start in range(len(text) - _BEGINNING + 1)
            for phrase in self._beginnings.get(text[start : start + _BEGINNING], ())
            if text.startswith(phrase, start)
        }
        return [p for p in sorted(found) if not codes.isdisjoint(self._owners[p])]

    def _within(self, phrase: str) -> dict[str, float]:
        """What share of a phrase's strength each requirement gets.

        All for a phrase of its own; for one inside a longer phrase, as much as it covers of that.
        """
        shares: dict[str, float] = {}
        for longer, owners in self._owners.items():
            if phrase in longer:
                for code, kind in owners.items():
                    shares[code] = max(shares.get(code, 0), kind * len(phrase) / len(longer))
        return shares

    def _likeness(self, text: str, codes: frozenset[str]) -> dict[str, float]:
        """Cosine of the text's n-grams with each requirement's centroid."""
        asked = Counter(gram for gram in _grams(text) if gram in self._postings)
        norm = sqrt(sum((n * self._idf[gram]) ** 2 for gram, n in asked.items())) or 1.0
        cosines: defaultdict[str, float] = defaultdict(float)
        for gram, n in asked.items():
            for code, weight in self._postings[gram]:
                if code in codes:
                    cosines[code] += n * self._idf[gram] * weight / norm
        return cosines

    def _index(self, requirement: Requirement) -> None:
        """Add a requirement's n-grams to the postings, its vector one long."""
        grams = Counter(g for text in texts_of(requirement) for g in _grams(text))
        weighted = {g: (1 + log(n)) * self._idf[g] for g, n in grams.items()}
        norm = sqrt(sum(w * w for w in weighted.values())) or 1.0
        for gram, weight in weighted.items():
            self._postings[gram].append((requirement.code, weight / norm))


def _slips(phrases: Iterable[str]) -> dict[str, frozenset[str]]:
    """Long phrases with one place blanked out, and what may stand there."""
    slips: defaultdict[str, set[str]] = defaultdict(set)
    for phrase in phrases:
        if _SLIP <= len(phrase) <= _LONGEST_SLIP:
            for place, char in enumerate(phrase):
                slips[f"{phrase[:place]}\0{phrase[place + 1 :]}"].add(char)
    return {rest: frozenset(chars) for rest, chars in slips.items()}


def is_monthly(parts: Iterable[Part]) -> bool:
    """Whether a requirement's parts are months."""
    return all(_MONTH_KEY.fullmatch(part.key) for part in parts)


def _phrases(requirement: Requirement) -> Iterator[tuple[str, float]]:
    whole = plain(requirement.title)
    parts = [part.title for part in requirement.parts]
    sources: Sequence[tuple[float, Iterable[str]]] = (
        (_TITLE, (whole, _YEAR.sub("", whole), *_PIECES.split(requirement.title))),
        (_KEYWORD, requirement.keywords),
        (_PART, (phrase for part in parts for phrase in (part, *_PIECES.split(part)))),
    )
    for kind, texts in sources:
        for phrase in map(plain, texts):
            if len(phrase) >= _LEAST[kind] and phrase not in _EMPTY_WORDS:
                yield phrase, _BARE if phrase in PAPERS else kind


def texts_of(requirement: Requirement) -> tuple[str, ...]:
    """A requirement's title, parts and keywords, prepared by `plain`."""
    parts = (part.title for part in requirement.parts)
    return tuple(map(plain, (requirement.title, *parts, *requirement.keywords)))


def _grams(text: str) -> Iterator[str]:
    return (text[i : i + n] for n in _GRAMS for i in range(len(text) - n + 1))


def _inverse_frequencies(requirements: Iterable[Requirement]) -> dict[str, float]:
    seen = [{g for text in texts_of(r) for g in _grams(text)} for r in requirements]
    counts = Counter(gram for grams in seen for gram in grams)
    return {gram: log((len(seen) + 1) / count) for gram, count in counts.items()}


def _longest(found: Sequence[str], text: str) -> frozenset[str]:
    """The found phrases that stand somewhere outside every longer one."""
    taken = [False] * len(text)
    kept = []
    for phrase in sorted(found, key=lambda p: (-len(p), p)):
        starts = [m.start() for m in re.finditer(f"(?={re.escape(phrase)})", text)]
        free = [s for s in starts if not all(taken[s : s + len(phrase)])]
        if free:
            kept.append(phrase)
        for start in free:
            taken[start : start + len(phrase)] = [True] * len(phrase)
    return frozenset(kept)
