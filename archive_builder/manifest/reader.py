"""YAML → plain data that remembers where every key and value stood.

Nothing is interpreted: every scalar stays the text that the clerk typed, so that `1.10`, `no` and
dates mean what they say. Anchors, aliases and tags are refused, duplicate keys are problems.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from archive_builder.manifest.problem import Place, Problem
from archive_builder.manifest.syntax import explain

Plain: TypeAlias = str | list["Plain"] | dict[str, "Plain"]
Path: TypeAlias = tuple[str | int, ...]

ANY = -1
"""In a pattern: every item of a list."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as read.

    Attributes:
        file: how problems name the file.
        data: what it says, or None when it could not be read.
        keys: path → where the key stands; only paths that end in a key.
        values: path → where the value starts.
    """

    file: str
    data: Plain | None = None
    keys: Mapping[Path, Place] = field(default_factory=dict)
    values: Mapping[Path, Place] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def problem(self, path: Path, text: str, *, at_key: bool = False) -> Problem:
        """A problem at a path's value, or at its key."""
        return Problem(self.file, (self.keys if at_key else self.values)[path], text)

    def find(self, *pattern: str | int) -> Iterator[tuple[Path, Plain]]:
        """Every value whose path matches, in the file's order; `ANY` is any item of a list."""
        if self.data is not None:
            yield from find(self.data, *pattern)

    def texts(self, *pattern: str | int) -> Iterator[tuple[Path, str]]:
        """As `find`, only texts, without the spaces around them; empty ones are left out."""
        for path, value in self.find(*pattern):
            if isinstance(value, str) and value.strip():
                yield path, value.strip()


def find(data: Plain, *pattern: str | int) -> Iterator[tuple[Path, Plain]]:
    """Every value in `data` whose path matches the pattern, in order."""
    if not pattern:
        yield (), data
        return
    for step, child in _children(data, pattern[0]):
        for path, value in find(child, *pattern[1:]):
            yield (step, *path), value


def _children(data: Plain, step: str | int) -> Iterator[tuple[str | int, Plain]]:
    if isinstance(data, dict) and isinstance(step, str) and step in data:
        yield step, data[step]
    elif isinstance(data, list) and isinstance(step, int):
        yield from ((i, item) for i, item in enumerate(data) if step in (i, ANY))


def read(file: str, text: str) -> Reading:
    """Read one YAML file; never raises for what it says: that is in `problems`."""
    try:
        composer = _Composer(file, text)
        node = composer.get_single_node()
    except (yaml.YAMLError, RecursionError) as error:
        return Reading(file, problems=explain(file, text, error))
    if node is None:
        empty = Problem(file, Place(), "文件是空的。把内容补上，或从发行版的 manifests/ 取回原件。")
        return Reading(file, problems=(empty,))
    walk = _Walk(file)
    data = walk.plain(node, ())
    problems = (*composer.refused, *walk.problems)
    return Reading(file, data, walk.keys, walk.values, problems)


def _place(mark: Any) -> Place:  # PyYAML has two unrelated classes of mark
    return Place(mark.line + 1, mark.column + 1)


class _Composer(yaml.SafeLoader):
    """Composes nodes; an alias becomes an empty text, so that the rest is still checked."""

    def __init__(self, file: str, text: str) -> None:
        super().__init__(text)
        self.file = file
        self.refused: list[Problem] = []

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            self.get_event()  # type: ignore[no-untyped-call]
            self._refuse(event, f"别名“*{event.anchor}”")
            mark: Any = event.start_mark
            return yaml.ScalarNode("", "", mark, mark)
        if event.anchor:
            self._refuse(event, f"锚点“&{event.anchor}”")
        if event.tag:
            self._refuse(event, f"标签“{event.tag}”")
        return super().compose_node(parent, index)

    def _refuse(self, event: yaml.Event, what: str) -> None:
        text = f"清单里不用 YAML 的{what}。把内容直接写出来。"
        self.refused.append(Problem(self.file, _place(event.start_mark), text))


class _Walk:
    """Turns nodes into plain data, gathering places and problems."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.keys: dict[Path, Place] = {}
        self.values: dict[Path, Place] = {}
        self.problems: list[Problem] = []

    def plain(self, node: yaml.Node, path: Path) -> Plain:
        self.values[path] = _place(node.start_mark)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, (*path, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        return str(node.value)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        for key, value in node.value:
            place = _place(key.start_mark)
            if not isinstance(key, yaml.ScalarNode):
                text = "键必须是一个词，这里是一组内容。检查括号和冒号的位置。"
                self.problems.append(Problem(self.file, place, text))
            elif key.value in found:
                self._repeated(key.value, place, self.keys[*path, key.value])
            else:
                self.keys[*path, key.value] = place
                found[key.value] = self.plain(value, (*path, key.value))
        return found

    def _repeated(self, key: str, place: Place, first: Place) -> None:
        text = f"“{key}”写了两遍，前一处在第 {first.line} 行。只留一处。"
        self.problems.append(Problem(self.file, place, text))
