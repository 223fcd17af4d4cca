"""The evidence folders: what was filed, browsable by unit, aspect and requirement."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from archive_builder import fsio
from archive_builder.archive import Standing
from archive_builder.model import WHOLE, Slot, Unit
from archive_builder.workflow.reading import file_name
from archive_builder.workflow.standing import filed
from archive_builder.workflow.workspace import Session, Work

_NAME_BYTES = 200
_LONGEST_SUFFIX = 8
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{p}{n}" for p in ("COM", "LPT") for n in range(10))}
_FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|', "_"))


def lay_evidence(session: Session) -> None:
    """Make output/evidence/ show exactly what is filed now: add, and remove what moved away.

    Where the store has lost an original, what shows it stays: it may be the last copy.
    """
    root = evidence_folder(session)
    with session.alone(Work.OUTPUT):
        _show_only(_places(session, session.archive.catalogue.standings(), root), root)


def evidence_folder(session: Session) -> Path:
    """Where the evidence folders lie; there is none while nothing is filed."""
    return session.workspace.output / "evidence"


def _show_only(wanted: dict[Path, Path], root: Path) -> None:
    for path in sorted(root.rglob("*"), reverse=True) if root.is_dir() else ():
        original = wanted.get(path)
        lost = original is not None and not original.exists()
        if path.is_file() and not lost and not _shows(path, original):
            fsio.remove(path)
            fsio.prune_empty(path.parent, root)
    for path, original in wanted.items():
        if not path.exists() and original.exists():
            fsio.link_or_copy(original, path)


def unit_folder(unit: Unit, units: Iterable[Unit]) -> str:
    """A unit's folder: its name, and where villages share one, its township's too."""
    alike = [u for u in units if u.name == unit.name]
    above = next((u.name for u in units if u.id == unit.parent), unit.id)
    return safe_name(unit.name if len(alike) == 1 else f"{unit.name}（{above}）")


def slot_folder(slot: Slot, units: Iterable[Unit]) -> Path:
    """A slot's folder: unit / aspect / code title / part."""
    requirement = slot.requirement
    title = safe_name(f"{requirement.code} {requirement.title}")
    folder = Path(unit_folder(slot.unit, units), requirement.aspect, title)
    return folder if slot.part.key == WHOLE else folder / safe_name(slot.part.title)


def safe_name(name: str) -> str:
    """A name that file managers on Windows and Linux accept, at most 200 bytes, suffix kept."""
    clean = name.translate(_FORBIDDEN).strip(" .") or "_"
    if clean.partition(".")[0].upper() in _RESERVED:
        clean = f"_{clean}"
    stem, dot, suffix = clean.rpartition(".")
    if not stem or len(suffix) > _LONGEST_SUFFIX:
        stem, dot, suffix = clean, "", ""
    while len(f"{stem}{dot}{suffix}".encode()) > _NAME_BYTES:
        stem = stem[:-1]
    return f"{stem}{dot}{suffix}"


def _places(session: Session, standings: tuple[Standing, ...], root: Path) -> dict[Path, Path]:
    wanted: dict[Path, Path] = {}
    for receipt, filing in filed(standings, session.slot_of):
        folder = root / slot_folder(session.slot_of[filing.slot], session.manifests.units)
        path = folder / safe_name(file_name(receipt))
        while path in wanted:
            path = path.with_stem(f"{path.stem}（{receipt.id}号来件）")
        wanted[path] = session.archive.store.place(receipt.sha256)
    return wanted


def _shows(path: Path, original: Path | None) -> bool:
    if original is None:
        return False
    return path.samefile(original) or fsio.sha256_of(path) == original.name
