"""Findings that need nothing but a few facts of the document and what its slot asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive_builder.model import TO_FILL, Finding, Rendition, Requirement

_SUFFIX = re.compile(r"\.([A-Za-z0-9]{1,8})$")
"""What follows the last dot of a name, unless the dot is one of its words."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a review goes by, so that lists need not load the pages of every document.

    Attributes:
        problem: why it can't be shown; None when it can.
        kind: what it is by its content, as messages call it.
        suffixes: what the names of such files end in; none known: empty.
        unfilled: how many marks of a blank form nobody typed over.
    """

    problem: str | None = None
    kind: str = ""
    suffixes: tuple[str, ...] = ()
    unfilled: int = 0


def facts_of(rendition: Rendition) -> Facts:
    """What a review goes by; marks are found also where a line breaks within them."""
    pages = ("".join(page.split()) for page in rendition.text.pages)
    unfilled = sum(page.count(TO_FILL) for page in pages)
    return Facts(rendition.problem, rendition.kind, rendition.suffixes, unfilled)


def review(requirement: Requirement, name: str, facts: Facts) -> tuple[Finding, ...]:
    """What speaks against a document, filed under its `name`, for a requirement.

    Its format is what its content shows, where that is known; a suffix that says something else
    is a finding of its own.
    """
    return tuple(_find(requirement, name, facts))


def _find(requirement: Requirement, name: str, facts: Facts) -> Iterator[Finding]:
    if facts.problem:
        yield Finding(facts.problem, blocks=True)
    if facts.unfilled:
        yield Finding(f"还有 {facts.unfilled} 处“{TO_FILL}”没有填", blocks=True)
    found = _SUFFIX.search(name)
    suffix = found[1].lower() if found else ""
    lies = bool(suffix and facts.suffixes) and suffix not in facts.suffixes
    if lies:
        yield Finding(f"文件名后缀是 {suffix}，内容是 {facts.kind}", blocks=False)
    formats = facts.suffixes if lies or not suffix else (suffix,)
    if requirement.formats and not set(formats) & set(requirement.formats):
        wanted, sent = "、".join(requirement.formats), suffix or "无后缀的文件"
        said = facts.kind if lies else sent
        yield Finding(f"清单要求的格式是 {wanted}，报来的是 {said}", blocks=False)
