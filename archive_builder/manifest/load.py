"""A folder of YAML files → `Manifests`, or every problem there is."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from archive_builder.errors import ManifestError
from archive_builder.manifest import wording
from archive_builder.manifest.build import build
from archive_builder.manifest.checks import check
from archive_builder.manifest.forms import FILES, OPTIONAL, Folder
from archive_builder.manifest.problem import Place, Problem, place_at
from archive_builder.manifest.reader import Reading, read
from archive_builder.model import Manifests


def load(folder: Path) -> Manifests:
    """Read and prove a manifests folder.

    `digest` is a SHA-256 over the names and bytes of its files.

    Raises:
        ManifestError: with every problem of every file, by file and place; files are named with
            their folder's name.
    """
    contents = _contents(folder)
    readings = {name: _reading(folder / name, content) for name, content in contents.items()}
    problems = {problem for reading in readings.values() for problem in reading.problems}
    problems.update(check(readings), _strangers(folder))
    try:
        said = {name: r.data for name, r in readings.items() if r.data is not None}
        proved = Folder.model_validate(said)
    except ValidationError as error:
        problems.update(wording.problems(readings, error))
    if problems:
        raise ManifestError(tuple(str(problem) for problem in sorted(problems)))
    return build(proved, _digest(contents))


def digest(folder: Path) -> str:
    """The `digest` that `load` gives a folder's files as they are now, proved or not."""
    return _digest(_contents(folder))


def _contents(folder: Path) -> dict[str, bytes | Problem | None]:
    return {name: _content(folder / name) for name in FILES}


def _content(path: Path) -> bytes | Problem | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        if path.name in OPTIONAL:
            return None
        said = "没有这个文件。从发行版的 manifests/ 取回，或改回原来的文件名。"
    except OSError as error:
        said = f"文件读不出来（{error.strerror}）。检查它是不是被别的程序占用、有没有读取权限。"
    return Problem(_shown(path), Place(), said)


def _reading(path: Path, content: bytes | Problem | None) -> Reading:
    if content is None:
        return Reading(_shown(path))
    if isinstance(content, Problem):
        return Reading(content.file, problems=(content,))
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return read(_shown(path), content.decode())
    except UnicodeDecodeError as error:
        readable = content[: error.start].decode()
        place = place_at(readable, len(readable))
        said = "文件不是 UTF-8 编码，多半存成了 GBK（ANSI）。用记事本另存为，编码选 UTF-8。"
        return Reading(_shown(path), problems=(Problem(_shown(path), place, said),))


def _strangers(folder: Path) -> Iterator[Problem]:
    """YAML files that nothing reads, such as a copy: what they say would be lost."""
    for path in sorted(folder.glob("*.y*ml")):
        if path.name not in FILES and not path.name.startswith((".", "~")):
            said = f"这个文件没有用处，不会被读取。内容并入 {'、'.join(FILES)} 之一，再删去它。"
            yield Problem(_shown(path), Place(), said)


def _shown(path: Path) -> str:
    return str(PurePosixPath(path.parent.name, path.name))


def _digest(contents: Mapping[str, bytes | Problem | None]) -> str:
    total = hashlib.sha256()
    for name, content in contents.items():
        if isinstance(content, bytes):
            total.update(f"{name}\0{len(content)}\0".encode())
            total.update(content)
    return total.hexdigest()
