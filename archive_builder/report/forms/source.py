"""Reading which blank forms there are from `templates/`, which an archivist may change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from archive_builder.errors import UsageError
from archive_builder.fsio import why_not
from archive_builder.manifest.problem import Place, Problem
from archive_builder.manifest.reader import ANY, Reading, read
from archive_builder.model import Manifests
from archive_builder.report.forms.spec import FormList, Forms, Outlines

FORMS, OUTLINES = "forms.yaml", "访谈提纲.yaml"

_REASONS = {"missing": "缺少此项", "extra_forbidden": "没有这样的项"}
_OWN_WORDS = "value_error"
_Said = TypeVar("_Said", bound=BaseModel)


def load_forms(templates: Path, manifests: Manifests) -> Forms:
    """Read forms.yaml and 访谈提纲.yaml, and prove that they and the manifests agree.

    Raises:
        UsageError: a file can't be read, or says something that is not understood, or names a
            requirement, a unit or an outline that there is not; the message names every place.
    """
    outlines, _ = _load(templates / OUTLINES, Outlines)
    listed, reading = _load(templates / FORMS, FormList)
    forms = Forms(listed.forms, outlines.outlines)
    problems = [*_unknown_names(reading, manifests), *_unknown_sections(reading, forms)]
    if problems:
        raise _wrong(problems)
    return forms


def _load(path: Path, kind: type[_Said]) -> tuple[_Said, Reading]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = why_not(error) if isinstance(error, OSError) else "不是 UTF-8 编码"
        raise UsageError(f"templates/{path.name} 无法读取：{reason}", _remedy(path.name)) from error
    reading = read(path.name, text)
    if reading.problems:
        raise _wrong(reading.problems)
    try:
        return kind.model_validate(reading.data), reading
    except ValidationError as error:
        raise _wrong(list(_misfits(error, reading))) from error


def _misfits(error: ValidationError, reading: Reading) -> Iterator[Problem]:
    """What does not fit, each once, at the innermost thing of the file that it is said of."""
    told: set[Place] = set()
    for misfit in error.errors():
        path = tuple(misfit["loc"])
        place = next(found for found in _places(path, reading) if found)
        if place not in told:
            told.add(place)
            said = _REASONS.get(misfit["type"], "值不对")
            if misfit["type"] == _OWN_WORDS:
                said = str(misfit["ctx"]["error"])
            yield Problem(reading.file, place, f"{path[-1]}：{said}" if path else said)


def _places(path: tuple[int | str, ...], reading: Reading) -> Iterator[Place | None]:
    for end in range(len(path), -1, -1):
        yield reading.keys.get(path[:end]) or reading.values.get(path[:end])
    yield Place()


def _unknown_names(reading: Reading, manifests: Manifests) -> Iterator[Problem]:
    codes = {requirement.code for requirement in manifests.requirements}
    units = {unit.id for unit in manifests.units}
    for key, known, what in (("codes", codes, "应备材料"), ("units", units, "单位代号")):
        for path, name in reading.texts("forms", ANY, key, ANY):
            if name not in known:
                yield reading.problem(path, f"manifests/ 里没有{what} {name}")


def _unknown_sections(reading: Reading, forms: Forms) -> Iterator[Problem]:
    for number, form in enumerate(forms.forms):
        outline = forms.outlines.get(form.outline or "")
        if form.outline and outline is None:
            yield reading.problem(("forms", number, "outline"), f"{OUTLINES} 里没有 {form.outline}")
            continue
        known = {section.number for section in outline.sections} if outline else set()
        for place, section in enumerate(form.sections):
            if section not in known:
                path = ("forms", number, "sections", place)
                yield reading.problem(path, f"{form.outline or '没有提纲，也'}没有第{section}部分")


def _wrong(problems: Sequence[Problem]) -> UsageError:
    said = "；".join(map(str, problems))
    return UsageError(f"templates/ 里有错：{said}", _remedy(problems[0].file))


def _remedy(name: str) -> str:
    return f"请按所列的行、列改正 templates/{name}，或换回随软件附带的那一份，然后重试。"
