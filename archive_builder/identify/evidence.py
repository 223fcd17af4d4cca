"""What folder, name, title and text say for each requirement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archive_builder.identify.dates import months_in
from archive_builder.identify.filename import clean_stem
from archive_builder.identify.normalise import normalise
from archive_builder.identify.requirements import Fit, RequirementIndex, plain
from archive_builder.identify.units import UnitNames
from archive_builder.identify.verdict import Clues
from archive_builder.model import Aspect

FOLDER, NAME, TITLE, TEXT = "文件夹", "名称", "题名", "正文"

_SERIAL = re.compile(
    r"^(?:[（(](?:\d{1,3}|[一二三四五六七八九十]{1,3})[）)]|"
    r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.、．\-_\s]|\d{1,3}(?=[一-鿿])(?![年月日户个期号级]))+"
)
_YEARS = re.compile(r"(?<!\d)20\d{2}年度?")
_ASPECTS = re.compile("|".join(aspect.value for aspect in Aspect))
_ASPECT_FOLDER = re.compile(
    rf"(?:{_ASPECTS.pattern})(?:方面|部分|类|工作|情况|的|相关|档案|资料|材料|汇总)*"
)
_HANDED_DOWN = 0.75
_FOLDER_WEIGHT, _SECOND_VOICE, _TEXT_WEIGHT = 1.2, 0.25, 0.5
_MONTH = 0.6
_SILENT = 0.5
_TEXT_HEAD = 200


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one requirement.

    Attributes:
        folder: the weight that the folders give.
        spoken: the weight that name, title and text give.
        rule: what gave most.
        clauses: all that was found, in Chinese.
    """

    folder: float
    spoken: float
    rule: str
    clauses: tuple[str, ...]

    @property
    def weight(self) -> float:
        """The whole weight."""
        return self.folder + self.spoken


def segment(folder: str) -> str:
    """A folder's name without its serial number (01 花名册, （一）责任落实)."""
    return _SERIAL.sub("", normalise(folder).strip()).strip()


def aspect_of(folders: tuple[str, ...]) -> Aspect | None:
    """The aspect that a folder states, the innermost first."""
    for folder in reversed(folders):
        found = _ASPECTS.search(folder)
        if found:
            return Aspect(found[0])
    return None


def weigh(
    clues: Clues, codes: frozenset[str], index: RequirementIndex, names: UnitNames
) -> dict[str, Evidence]:
    """The evidence for each of `codes`, folders before name before title before text."""
    folders = _folder_fits(clues, codes, index, names)
    fields = {
        FOLDER: folders,
        NAME: _monthly(index.fits(subject(clean_stem(clues.name), names), codes), clues, index),
        TITLE: index.fits(subject(clues.title, names), codes),
    }
    if max((fit.weight for fits in fields.values() for fit in fits.values()), default=0) < _SILENT:
        text = subject(clues.text[:_TEXT_HEAD], names)
        fields[TEXT] = {c: _scaled(f, _TEXT_WEIGHT) for c, f in index.fits(text, codes).items()}
    return {code: _combined(code, fields) for code in sorted(codes)}


def _monthly(fits: dict[str, Fit], clues: Clues, index: RequirementIndex) -> dict[str, Fit]:
    """A name that fits a monthly requirement at all and gives one month fits it better."""
    if len(months_in(normalise(clues.name))) != 1:
        return fits
    return {
        code: Fit(fit.weight + _MONTH * (code in index.monthly and bool(fit.phrases)), fit.phrases)
        for code, fit in fits.items()
    }


def subject(text: str, names: UnitNames) -> str:
    """A text prepared for comparing, without units and years."""
    return plain(_YEARS.sub("", names.strip(normalise(text))))


def _folder_fits(
    clues: Clues, codes: frozenset[str], index: RequirementIndex, names: UnitNames
) -> dict[str, Fit]:
    """The best fit of any folder, the inner ones counting more."""
    best: dict[str, Fit] = {}
    for depth, folder in enumerate(reversed(clues.folders)):
        for code, fit in index.statement(_stated(folder, names), codes).items():
            scaled = _scaled(fit, _HANDED_DOWN**depth)
            if scaled.weight > best.get(code, Fit()).weight:
                best[code] = scaled
    return best


def _stated(folder: str, names: UnitNames) -> str:
    """What a folder says beside units and aspects."""
    said = subject(segment(folder), names)
    return "" if _ASPECT_FOLDER.fullmatch(said) else said


def _scaled(fit: Fit, factor: float) -> Fit:
    return Fit(fit.weight * factor, fit.phrases)


def _combined(code: str, fields: Mapping[str, Mapping[str, Fit]]) -> Evidence:
    weights = {name: fits.get(code, Fit()).weight for name, fits in fields.items()}
    folder = weights[FOLDER] * _FOLDER_WEIGHT
    voices = sorted((weights[NAME], weights[TITLE], weights.get(TEXT, 0.0)), reverse=True)
    spoken = voices[0] + _SECOND_VOICE * voices[1]
    rule = max(weights, key=lambda name: weights[name] * (_FOLDER_WEIGHT if name == FOLDER else 1))
    return Evidence(folder, spoken, rule, tuple(_clauses(code, fields)))


def _clauses(code: str, fields: Mapping[str, Mapping[str, Fit]]) -> Iterator[str]:
    for name, fits in fields.items():
        phrases = fits.get(code, Fit()).phrases
        if phrases:
            yield f"{name}含{''.join(f'“{phrase}”' for phrase in phrases[:3])}"
