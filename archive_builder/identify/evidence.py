"""What folder, name, title and text say for each requirement."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
_MONTH = 0.9
_MOST_PHRASES = 3
_SILENT = 0.9
_TEXT_HEAD = 200


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one requirement.

    Attributes:
        folder: the weight that the folders give.
        spoken: the weight that name, title and text give.
        rule: what gave most.
        fits: what each of folders, name, title and text says for it.
    """

    folder: float
    spoken: float
    rule: str
    fits: tuple[tuple[str, Fit], ...]

    @property
    def weight(self) -> float:
        """The whole weight."""
        return self.folder + self.spoken

    @property
    def clauses(self) -> tuple[str, ...]:
        """All that was found, in Chinese."""
        return tuple(
            f"{name}含{''.join(f'“{phrase}”' for phrase in fit.phrases[:_MOST_PHRASES])}"
            for name, fit in self.fits
            if fit.phrases
        )

    @property
    def only_paper(self) -> bool:
        """Whether name, title and text speak of nothing but a kind of paper."""
        return all(fit.only_paper for name, fit in self.fits if name != FOLDER)


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
    """The evidence for those of `codes` that anything speaks for, folders before name before title.

    The text is asked only where all of them are silent.
    """
    folders = _folder_fits(clues, codes, index, names)
    name, title = subject(clean_stem(clues.name), names), subject(clues.title, names)
    by_name = index.fits(name, codes)
    fields = {
        FOLDER: folders,
        NAME: _monthly(by_name, clues, index),
        TITLE: by_name if title == name else index.fits(title, codes),
    }
    if max((fit.weight for fits in fields.values() for fit in fits.values()), default=0) < _SILENT:
        text = subject(clues.text[:_TEXT_HEAD], names)
        fields[TEXT] = {c: _scaled(f, _TEXT_WEIGHT) for c, f in index.fits(text, codes).items()}
    return {code: _combined(code, fields) for code in sorted(set().union(*fields.values()))}


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
    fits = {name: fits[code] for name, fits in fields.items() if code in fits}
    weights = {name: fit.weight for name, fit in fits.items()}
    folder = weights.pop(FOLDER, 0.0) * _FOLDER_WEIGHT
    voices = (*sorted(weights.values(), reverse=True), 0.0, 0.0)
    loudest = max(weights, key=lambda name: weights[name], default=FOLDER)
    rule = FOLDER if folder >= voices[0] else loudest
    spoken = voices[0] + _SECOND_VOICE * voices[1]
    return Evidence(folder, spoken, rule, tuple(fits.items()))
