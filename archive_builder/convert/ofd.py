"""OFD documents (GB/T 33190-2016): their text; they can't be shown as pages yet."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from archive_builder.convert.outcome import Converter, Outcome, Problem
from archive_builder.convert.pagetext import closed_up, tidy
from archive_builder.convert.sniff import Kind
from archive_builder.model import Text
from archive_builder.typeset.fonts import FontSet

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_PART = 32 << 20
"""Bytes of one page's XML; as a tree it is some ten times as large."""
_PAGES = 5000
_SAME_LINE = 0.5
"""Of a character's height: baselines that are closer belong to one line."""
_GAP = 0.5
"""Of a character's height: what stands further apart is parted by a blank."""
_BOLD = 0.3
"""Of a character's height: the same text drawn so near makes it bold."""
_SLANT = 0.1
"""Rise by advance from which a line is not level."""
_UPRIGHT = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class UnreadableError(Exception):
    """A part of an OFD that is not there, no XML, or too large; a Chinese sentence."""


def convert(path: Path, _fonts: FontSet) -> Outcome:
    """Read the text of every page, with that of the template below it."""
    try:
        with zipfile.ZipFile(path) as package:
            pages = tuple(tidy(page) for page in _pages(_Package(package)))
    except UnreadableError as error:
        return Problem(str(error))
    return Problem("OFD 版式文件暂不能显示成页面，请以原件为准", text=Text(pages))


class _Package:
    """The XML parts of an OFD by the places that it names them by."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._names = {name.replace("\\", "/").lower(): name for name in package.namelist()}

    def root(self, place: str) -> Element:
        """The root of a part, its tags without namespaces: several are in use."""
        name = self._names.get(place.lower())
        if name is None:
            raise UnreadableError(f"OFD 文件缺少部件 {place}，请重新报送")
        size = self._package.getinfo(name).file_size
        if size > MAX_PART:
            megabytes = f"{-(-size // (1 << 20))} MB，超过 {MAX_PART >> 20} MB 的上限"
            raise UnreadableError(f"OFD 文件的部件 {place} 有 {megabytes}")
        content = self._package.read(name)
        if b"<!DOCTYPE" in content:  # the standard has none: entities are a way to blow up
            raise UnreadableError(f"OFD 文件的部件 {place} 不合标准，请重新报送")
        try:
            root = ElementTree.fromstring(content)  # noqa: S314 - no entities, bounded above
        except ElementTree.ParseError as error:
            raise UnreadableError(f"OFD 文件的部件 {place} 已损坏，请重新报送") from error
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
        return root


def _pages(package: _Package) -> Iterator[str]:
    for document in package.root("OFD.xml").iter("DocRoot"):
        home = _at("", document.text or "")
        root = package.root(home)
        templates = {
            one.get("ID"): _at(home, one.get("BaseLoc", "")) for one in root.iter("TemplatePage")
        }
        listed = root.find("Pages")
        for page in list(listed if listed is not None else ())[:_PAGES]:
            content = package.root(_at(home, page.get("BaseLoc", "")))
            below = [templates.get(one.get("TemplateID")) for one in content.iter("Template")]
            layers = [content, *(package.root(place) for place in below if place)]
            yield closed_up(in_lines([run for layer in layers for run in _runs(layer)]))


def _at(home: str, place: str) -> str:
    """A place named in a part, from the root of the package."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(home), place.strip()))[1:]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text where it stands, mm from the upper left of the page."""

    text: str
    left: float
    right: float
    baseline: float
    height: float
    slanted: bool = False


def in_lines(runs: list[Run]) -> str:
    """Return runs as lines from top to bottom, each from left to right; slanted ones last."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda one: (one.slanted, one.baseline)):
        last = lines[-1][0] if lines else None
        near = last and abs(last.baseline - run.baseline) < _SAME_LINE * min(
            run.height, last.height
        )
        if last and near and last.slanted == run.slanted:
            lines[-1].append(run)
        else:
            lines.append([run])
    return "\n".join(map(_line, lines))


def _line(runs: list[Run]) -> str:
    text, last = "", None
    for run in sorted(runs, key=lambda one: one.left):
        if last and run.text == last.text and run.left - last.left < _BOLD * run.height:
            continue
        apart = last and run.left - last.right > _GAP * run.height
        text += f" {run.text}" if apart else run.text
        last = run
    return text


def _runs(page: Element) -> Iterator[Run]:
    for item in page.iter("TextObject"):
        x0, y0, *_ = _numbers(item.get("Boundary", ""), (0.0, 0.0, 0.0, 0.0))
        a, b, c, d, e, f = _numbers(item.get("CTM", ""), _UPRIGHT)
        size = _numbers(item.get("Size", ""), (3.0,))[0]
        x = y = 0.0
        for code in item.iter("TextCode"):
            x, y = (_numbers(code.get(key, ""), (old,))[0] for key, old in (("X", x), ("Y", y)))
            text = code.text or ""
            if text.strip():
                left, baseline = x0 + a * x + c * y + e, y0 + b * x + d * y + f
                width = abs(a) * (sum(_steps(code.get("DeltaX", ""), len(text) - 1)) + size)
                slanted = abs(b) > _SLANT * abs(a)
                yield Run(text, left, left + width, baseline, abs(d) * size or size, slanted)


def _numbers(text: str, otherwise: tuple[float, ...]) -> tuple[float, ...]:
    """The numbers of an attribute, or what holds where it is not as it must be."""
    try:
        found = tuple(map(float, text.split()))
    except ValueError:
        return otherwise
    return found if len(found) == len(otherwise) else otherwise


def _steps(text: str, count: int) -> Iterator[float]:
    """At most `count` distances between characters; ``g n d`` stands for n times d."""
    parts = iter(text.split())
    try:
        for part in parts:
            times, step = (
                (int(next(parts)), float(next(parts))) if part == "g" else (1, float(part))
            )
            for _ in range(min(times, count)):
                count -= 1
                yield step
    except (ValueError, StopIteration):
        return


CONVERTER = Converter(
    name="archive-builder OFD 文字",
    revision=1,
    kinds=frozenset({Kind.OFD}),
    convert=convert,
)
