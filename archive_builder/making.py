"""What decides on the bytes that we make, beside what they are made from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGE = Path(__file__).parent


@cache
def making(ours: tuple[str, ...], libraries: tuple[str, ...]) -> str:
    """Hash parts of our own code and the versions of libraries.

    A number that is raised by hand when what we make changes is forgotten sooner or later, and
    then the old stands for the new; this can't be. Any change of the code makes all anew.

    Args:
        ours: folders and modules of the package; a folder with all that lies in it.
        libraries: names of distributions.
    """
    digest = sha256()
    for name in libraries:
        digest.update(f"{name} {_version(name)}\n".encode())
    for path in sorted(source for name in ours for source in _sources(_PACKAGE / name)):
        digest.update(path.relative_to(_PACKAGE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(place: Path) -> Iterator[Path]:
    found = place.rglob("*") if place.is_dir() else (place,)
    return (path for path in found if path.is_file() and path.suffix != ".pyc")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
