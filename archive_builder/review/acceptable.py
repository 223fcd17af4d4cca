"""Findings that need nothing but the document itself and what its slot asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive_builder.model import Finding, Rendition, Requirement

_SUFFIX = re.compile(r"\.([A-Za-z0-9]{1,8})$")
"""What follows the last dot of a name, unless the dot is one of its words."""


def review(requirement: Requirement, name: str, rendition: Rendition) -> tuple[Finding, ...]:
    """What speaks against a document, filed under its `name`, for a requirement.

    Its format is what its content shows, where that is known; a suffix that says something else
    is a finding of its own.
    """
    return tuple(_find(requirement, name, rendition))


def _find(requirement: Requirement, name: str, rendition: Rendition) -> Iterator[Finding]:
    if rendition.problem:
        yield Finding(rendition.problem, blocks=True)
    found = _SUFFIX.search(name)
    suffix = found[1].lower() if found else ""
    lies = bool(suffix and rendition.suffixes) and suffix not in rendition.suffixes
    if lies:
        yield Finding(f"文件名后缀是 {suffix}，内容是 {rendition.kind}", blocks=False)
    formats = rendition.suffixes if lies or not suffix else (suffix,)
    if requirement.formats and not set(formats) & set(requirement.formats):
        wanted, sent = "、".join(requirement.formats), suffix or "无后缀的文件"
        said = rendition.kind if lies else sent
        yield Finding(f"清单要求的格式是 {wanted}，报来的是 {said}", blocks=False)
