"""What concerns several keys, items or files at once.

The checks read the files as typed, not the validated forms, so that one bad field hides no other
problem. Each yields every problem it finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from archive_builder.manifest.forms import ASPECTS, part_key
from archive_builder.manifest.intake import check_roots
from archive_builder.manifest.problem import Problem
from archive_builder.manifest.reader import ANY, Path, Plain, Reading
from archive_builder.model import Aspect, Level, UnitKind

Readings = Mapping[str, Reading]
"""File name → what was read; a file that could not be read has no data."""

_OWNED = (UnitKind.VILLAGE, UnitKind.SITE)
_WHO = ("owners", "units", "collectors")
_WHAT = ("parts", "months", "households")
_SELECTORS = (("owners",), ("owners", ANY))
_UNITS_OF_REQUIREMENT = (
    ("units", ANY),
    ("collectors", ANY),
    ("recommended", ANY),
    ("holder",),
    *((*selector, key, ANY) for selector in _SELECTORS for key in ("units", "except")),
)
_KINDS_OF_REQUIREMENT = tuple(
    (*selector, *key) for selector in _SELECTORS for key in (("kind",), ("kinds", ANY))
)
_UNIQUE: tuple[tuple[tuple[str, ...], Path, str], ...] = (
    (("units.yaml",), ("units", ANY, "id"), "单位代号"),
    (tuple(ASPECTS), ("requirements", ANY, "code"), "编号"),
    (("campaign.yaml",), ("indicators", ANY, "code"), "指标号"),
    (("campaign.yaml",), ("localities", ANY, "level"), "层级"),
    (("volumes.yaml",), ("volumes", ANY, "aspect"), "方面"),
    (("compilations.yaml",), ("compilations", ANY, "key"), "代号"),
    (("issuers.yaml",), ("issuers", ANY, "mark"), "机关代字"),
    (("intake.yaml",), ("roots", ANY, "name"), "来件箱的名称"),
)


def check(readings: Readings) -> Iterator[Problem]:
    """Every problem across keys, items and files."""
    yield from _duplicates(readings)
    yield from _references(readings)
    yield from _families(readings["units.yaml"])
    yield from _same_names(readings["units.yaml"])
    yield from _county(readings)
    yield from check_roots(readings["intake.yaml"])
    yield from _complete(readings["volumes.yaml"], "volumes", "aspect", Aspect)
    yield from _complete(readings["campaign.yaml"], "localities", "level", Level)
    for file, aspect in ASPECTS.items():
        yield from _aspect(readings[file], aspect)
        for path, requirement in readings[file].find("requirements", ANY):
            if isinstance(requirement, dict):
                yield from _requirement(readings[file], path, requirement)


def _duplicates(readings: Readings) -> Iterator[Problem]:
    for files, pattern, what in _UNIQUE:
        seen: dict[str, tuple[Reading, Path]] = {}
        for reading in (readings[file] for file in files):
            for path, text in reading.texts(*pattern):
                first, where = seen.setdefault(text, (reading, path))
                if (first, where) != (reading, path):
                    line = f"{first.file} 第 {first.values[where].line} 行"
                    said = f"{what}“{text}”已在 {line}用过。改一个，或删去一处。"
                    yield reading.problem(path, said)


def _references(readings: Readings) -> Iterator[Problem]:
    """Ids of units, indicators and requirements that nothing defines."""
    units, campaign = readings["units.yaml"], readings["campaign.yaml"]
    indicators = ((file, ("requirements", ANY, "indicators", ANY)) for file in ASPECTS)
    codes = (("compilations.yaml", ("compilations", ANY, "codes", ANY)),)
    if units.data is not None:
        known = {text for _, text in units.texts("units", ANY, "id")}
        yield from _unknown(readings, _unit_references(), known, "units.yaml 里没有代号")
        yield from _kinds_nobody_has(readings)
    if campaign.data is not None:
        known = {text for _, text in campaign.texts("indicators", ANY, "code")}
        yield from _unknown(readings, indicators, known, "campaign.yaml 里没有指标")
    if all(readings[file].data is not None for file in ASPECTS):
        found = (readings[file].texts("requirements", ANY, "code") for file in ASPECTS)
        known = {text for texts in found for _, text in texts}
        yield from _unknown(readings, codes, known, "应备材料里没有编号")


def _unit_references() -> Iterator[tuple[str, Path]]:
    yield "campaign.yaml", ("county",)
    yield "units.yaml", ("units", ANY, "parent")
    yield "compilations.yaml", ("compilations", ANY, "units", ANY)
    for file in ASPECTS:
        for tail in _UNITS_OF_REQUIREMENT:
            yield file, ("requirements", ANY, *tail)


def _unknown(
    readings: Readings, references: Iterable[tuple[str, Path]], known: set[str], said: str
) -> Iterator[Problem]:
    for file, pattern in references:
        for path, text in readings[file].texts(*pattern):
            if text not in known:
                joined = any(mark in text for mark in "，、；")
                todo = "各项之间用半角逗号“,”。" if joined else "改正，或先在那里补上。"
                yield readings[file].problem(path, f"{said}“{text}”。{todo}")


def _kinds_nobody_has(readings: Readings) -> Iterator[Problem]:
    missing = set(UnitKind) - set(_kinds(readings["units.yaml"]).values())
    for file in ASPECTS:
        for tail in _KINDS_OF_REQUIREMENT:
            for path, text in readings[file].texts("requirements", ANY, *tail):
                if text in missing:
                    said = f"units.yaml 里没有一个 {text} 类的单位。改正，或先在那里补上。"
                    yield readings[file].problem(path, said)


def _families(units: Reading) -> Iterator[Problem]:
    """Villages and sites stand under a township, departments say whether they sent a team."""
    kinds = _kinds(units)
    for path, unit in _groups(units, "units"):
        kind, parent = unit.get("kind"), unit.get("parent")
        if kind in _OWNED and not parent:
            yield units.problem(path, "村和安置点要写所属乡镇。补上 parent。")
        if parent and kind not in _OWNED:
            said = "只有村和安置点写所属乡镇。删去 parent。"
            yield units.problem((*path, "parent"), said, at_key=True)
        elif parent and kinds.get(str(parent), UnitKind.TOWNSHIP) != UnitKind.TOWNSHIP:
            yield units.problem((*path, "parent"), f"“{parent}”不是乡镇。改成所属乡镇的代号。")
        if kind == UnitKind.DEPARTMENT and "stationed_team" not in unit:
            said = "部门要写明是否派驻工作队。补上 stationed_team: true、false 或 待核实。"
            yield units.problem(path, said)


def _same_names(units: Reading) -> Iterator[Problem]:
    """Names and aliases that mean two units of one parent."""
    seen: dict[tuple[str, str], Path] = {}
    for path, unit in _groups(units, "units"):
        names = (*units.texts(*path, "name"), *units.texts(*path, "aliases", ANY))
        for where, name in names:
            if seen.setdefault((str(unit.get("parent", "")), name), where) != where:
                said = f"“{name}”在同一上级之下已经用作名称或别名。改一个，或删去一处。"
                yield units.problem(where, said)


def _county(readings: Readings) -> Iterator[Problem]:
    kinds = _kinds(readings["units.yaml"])
    for path, text in readings["campaign.yaml"].texts("county"):
        if kinds.get(text, UnitKind.COUNTY) != UnitKind.COUNTY:
            said = f"“{text}”不是县级单位。改成 kind 为 county 的单位。"
            yield readings["campaign.yaml"].problem(path, said)


def _complete(reading: Reading, items: str, key: str, wanted: Iterable[str]) -> Iterator[Problem]:
    """A list that must have an item for each of the wanted values."""
    given = {text for _, text in reading.texts(items, ANY, key)}
    missing = [value for value in wanted if value not in given]
    for path, _ in reading.find(items):
        if missing:
            yield reading.problem(path, f"缺少 {key} 为“{'、'.join(missing)}”的项。补上。")


def _aspect(reading: Reading, aspect: Aspect) -> Iterator[Problem]:
    for path, text in reading.texts("aspect"):
        if text in set(Aspect) and text != aspect:
            yield reading.problem(path, f"这个文件只写“{aspect}”，不写“{text}”。改正。")


def _requirement(reading: Reading, path: Path, item: dict[str, Plain]) -> Iterator[Problem]:
    if not item.keys() & set(_WHO):
        said = "没有写由谁备。在 owners、units、collectors 中写一项。"
        yield reading.problem(path, said)
    for key, said in (*_excluded(item, _WHO), *_excluded(item, _WHAT), *_misplaced(item)):
        yield reading.problem((*path, key), said, at_key=True)
    yield from _repeats(reading, path, item)


def _excluded(item: dict[str, Plain], keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Keys of which only one may stand, from the second on."""
    first, *others = [key for key in keys if key in item] or [""]
    for key in others:
        yield key, f"“{key}”与“{first}”只能写一项。删去其一。"


def _misplaced(item: dict[str, Plain]) -> Iterator[tuple[str, str]]:
    """Keys that need, or can't stand beside, another."""
    if "holder" in item and "collectors" not in item:
        yield "holder", "“holder”只与“collectors”同用。删去，或改用 collectors。"
    if "recommended" in item and "collectors" in item:
        yield "recommended", "合备的材料没有建议报送的单位。删去“recommended”。"
    if item.get("households") == "true" and "min" in item:
        yield "min", "逐户的材料每户至少一件，不写“min”。删去它。"
    for key in ("required", "recommended"):
        if item.get(key, "true") != "true" and not item.get("note"):
            yield key, f"写了“{key}”就要说明原因。补上 note。"


def _repeats(reading: Reading, path: Path, item: dict[str, Plain]) -> Iterator[Problem]:
    """The same text, or the same key of a part, twice in one list."""
    for key, values in item.items():
        seen: set[str] = set()
        for index, value in enumerate(values if isinstance(values, list) else ()):
            text = _identity(key, value)
            if text in seen:
                said = f"“{text}”在“{key}”里重复。改一个，或删去一处。"
                yield reading.problem((*path, key, index), said)
            elif text:
                seen.add(text)


def _identity(key: str, value: Plain) -> str:
    """What must not stand twice in the list under `key`; empty for what may."""
    if isinstance(value, dict):
        named = value.get("key")
        return named.strip() if isinstance(named, str) else ""
    if isinstance(value, str):
        return part_key(value.strip()) if key == "parts" else value.strip()
    return ""


def _kinds(units: Reading) -> dict[str, str]:
    """Unit id → kind as typed, of the units that state both."""
    pairs = ((unit.get("id"), unit.get("kind")) for _, unit in _groups(units, "units"))
    return {i: kind for i, kind in pairs if isinstance(i, str) and isinstance(kind, str)}


def _groups(reading: Reading, items: str) -> Iterator[tuple[Path, dict[str, Plain]]]:
    for path, item in reading.find(items, ANY):
        if isinstance(item, dict):
            yield path, item
