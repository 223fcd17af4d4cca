"""Blank forms for what units must write, laid out in a folder a unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from archive_builder.fsio import why_not, write_atomic
from archive_builder.model import Unit
from archive_builder.report.forms import Blank, Forms, blanks, load_forms, make_sheet, values
from archive_builder.report.word import WordTemplate
from archive_builder.workflow.evidence import safe_name, unit_folder
from archive_builder.workflow.made import fingerprint, reports_made_by
from archive_builder.workflow.workspace import Session, Work


@dataclass(frozen=True, slots=True)
class LaidForm:
    """A blank form, and where it lies."""

    blank: Blank
    path: Path


@dataclass(frozen=True, slots=True)
class LaidOut:
    """The blank forms that are there now, and which could not be written."""

    folder: Path
    forms: tuple[LaidForm, ...]
    unwritten: tuple[str, ...] = ()


def lay_out_forms(session: Session, unit: Unit | None = None) -> LaidOut:
    """Bring output/forms/ up to date, or a unit's own forms alone; write only what changed.

    Raises:
        UsageError: forms.yaml, 访谈提纲.yaml or a Word template can't be used; nothing was written.
    """
    desk = _Desk(session)
    laid = tuple(desk.laid(unit))
    wanted = [(form.path, *desk.made(form.blank)) for form in laid]
    with session.alone(Work.OUTPUT):
        unwritten = _write(session, wanted)
        if unit is None:
            session.made.sweep(desk.folder, {form.path for form in laid})
        session.made.save()
    return LaidOut(desk.folder, laid, unwritten)


def _write(
    session: Session, wanted: list[tuple[Path, str, Callable[[], bytes]]]
) -> tuple[str, ...]:
    session.progress.begin("空白表", len(wanted))
    unwritten = []
    for path, mark, make in wanted:
        if not session.made.is_current(path, mark):
            try:
                write_atomic(path, make())
            except OSError as error:
                unwritten.append(f"{path}：{why_not(error)}")
            else:
                session.made.record(path, mark)
        session.progress.step(path.name)
    session.progress.end()
    return tuple(unwritten)


class _Desk:
    """The forms and templates of a workspace, each template read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._forms: Forms = load_forms(session.workspace.templates, session.manifests)
        self._template = cache(lambda name: WordTemplate(session.workspace.templates / name))
        self._units = fingerprint(session.manifests.units)
        self.folder = session.workspace.output / "forms"

    def laid(self, unit: Unit | None) -> Iterator[LaidForm]:
        """Every form of the slots that a unit has, or all have, and where it is to lie."""
        units = self._session.manifests.units
        slots = [s for s in self._session.slots if unit is None or s.unit == unit]
        taken: set[Path] = set()
        for blank in blanks(self._forms.forms, slots):
            ending = "docx" if blank.form.template else "xlsx"
            folder = self.folder / unit_folder(blank.slot.unit, units)
            path = _free(folder / safe_name(f"{blank.name}.{ending}"), taken)
            taken.add(path)
            yield LaidForm(blank, path)

    def made(self, blank: Blank) -> tuple[str, Callable[[], bytes]]:
        """What a form is made from, as a fingerprint, and making it."""
        manifests, form = self._session.manifests, blank.form
        if form.sheet:
            make = partial(make_sheet, blank, form.sheet, manifests)
            return fingerprint(reports_made_by(), blank, self._units), make
        template = self._template(form.template)
        said = values(blank, self._forms, manifests)
        return fingerprint(reports_made_by(), template.digest, said), partial(template.fill, said)


def _free(path: Path, taken: set[Path]) -> Path:
    """The path, or where another household's form has that name, one beside it."""
    number, free = 2, path
    while free in taken:
        free, number = path.with_stem(f"{path.stem}（{number}）"), number + 1
    return free
