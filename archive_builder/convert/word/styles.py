"""What Word's styles say of a run: its size, and the exact height of its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from docx.oxml.ns import qn

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

_VALUE, _ID = qn("w:val"), qn("w:styleId")
_PARAGRAPH_STYLE, _RUN_STYLE = qn("w:pPr"), qn("w:rPr")
_DEFAULT_SIZE = 10.0


class Styles:
    """The styles of a document.

    Args:
        root: the part that states them; None for a document without.
    """

    def __init__(self, root: BaseOxmlElement | None) -> None:
        found = [] if root is None else root.findall(qn("w:style"))
        self._styles: Mapping[str, BaseOxmlElement] = {s.get(_ID, ""): s for s in found}
        usual = (s for s in found if s.get(qn("w:default")) in ("1", "true"))
        kind = qn("w:type")
        self._usual = next((s.get(_ID, "") for s in usual if s.get(kind) == "paragraph"), "")
        self._defaults = None if root is None else root.find(qn("w:docDefaults"))

    def size(self, paragraph: BaseOxmlElement, run: BaseOxmlElement) -> float:
        """The size of a run's type, pt."""
        stated = self._stated(paragraph, run, _RUN_STYLE, qn("w:sz"), _VALUE)
        return float(stated) / 2 if stated else _DEFAULT_SIZE

    def exact_line(self, paragraph: BaseOxmlElement) -> float | None:
        """The height of a paragraph's lines, pt, where it is exact."""
        spacing = qn("w:spacing")
        rule = self._stated(paragraph, None, _PARAGRAPH_STYLE, spacing, qn("w:lineRule"))
        line = self._stated(paragraph, None, _PARAGRAPH_STYLE, spacing, qn("w:line"))
        return float(line) / 20 if rule == "exact" and line else None

    def switched(self, paragraph: BaseOxmlElement, tag: str) -> bool:
        """Whether a paragraph's switch, on unless said otherwise, is on."""
        stated = self._stated(paragraph, None, _PARAGRAPH_STYLE, qn(tag), _VALUE)
        return stated not in ("0", "false", "off")

    def _stated(
        self,
        paragraph: BaseOxmlElement,
        run: BaseOxmlElement | None,
        part: str,
        tag: str,
        attribute: str,
    ) -> str | None:
        """The nearest statement: the run's or paragraph's own, their styles', the document's."""
        for level in self._levels(paragraph, run):
            holder = level.find(f"{part}/{tag}")
            value: str | None = None if holder is None else holder.get(attribute)
            if value is not None:
                return value
        return None

    def _levels(
        self, paragraph: BaseOxmlElement, run: BaseOxmlElement | None
    ) -> Iterator[BaseOxmlElement]:
        if run is None:
            yield paragraph
        else:
            yield run
            yield from self._chain(_named(run, _RUN_STYLE, qn("w:rStyle")))
        yield from self._chain(_named(paragraph, _PARAGRAPH_STYLE, qn("w:pStyle")) or self._usual)
        if self._defaults is not None:
            yield from self._defaults

    def _chain(self, name: str) -> Iterator[BaseOxmlElement]:
        """A style and those that it is based on."""
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            based = self._styles[name].find(qn("w:basedOn"))
            name = "" if based is None else based.get(_VALUE, "")


def _named(element: BaseOxmlElement, part: str, tag: str) -> str:
    style = element.find(f"{part}/{tag}")
    return "" if style is None else style.get(_VALUE, "")
