"""Findings that need nothing but the document itself and what its slot asks for."""

from __future__ import annotations

from collections.abc import Iterator

from archive_builder.model import Finding, Rendition, Requirement


def review(requirement: Requirement, name: str, rendition: Rendition) -> tuple[Finding, ...]:
    """What speaks against a document, filed under its `name`, for a requirement."""
    return tuple(_find(requirement, name, rendition))


def _find(requirement: Requirement, name: str, rendition: Rendition) -> Iterator[Finding]:
    if rendition.problem:
        yield Finding(rendition.problem, blocks=True)
    suffix = name.rpartition(".")[2].lower()
    if requirement.formats and suffix not in requirement.formats:
        wanted = "、".join(requirement.formats)
        yield Finding(f"清单要求的格式是 {wanted}，报来的是 {suffix or '无后缀'}", blocks=False)
