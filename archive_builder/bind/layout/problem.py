"""The page for a document that no pages could be made of: which file, why, and where it lies."""

from __future__ import annotations

from collections.abc import Iterator

from archive_builder.bind.book import Item
from archive_builder.bind.layout.stand_in import stand_in
from archive_builder.bind.style import Look
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Sheet

_HEX_LINE = 32
_UNITS = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB"))


def problem_page(item: Item, look: Look, measure: Measure) -> Sheet:
    """State what stands here: why there are no pages, the file's facts, and where it lies."""
    return stand_in(item.problem or "", tuple(_facts(item)), look.problem, look.margins, measure)


def _facts(item: Item) -> Iterator[tuple[str, str]]:
    yield "题名", item.title
    yield "文件名", item.name
    if item.rendition.kind:
        yield "类别", item.rendition.kind
    yield "大小", _size(item.size)
    for detail in item.rendition.details:
        label, space, value = detail.partition(" ")
        yield (label, value) if space else ("说明", detail)
    digest = [item.sha256[i : i + _HEX_LINE] for i in range(0, len(item.sha256), _HEX_LINE)]
    yield "SHA-256", "\n".join(digest)
    yield "原件存放", item.origin


def _size(count: int) -> str:
    exact = f"{count:,} 字节"
    rounded = (f"{count / unit:.1f} {name}（{exact}）" for unit, name in _UNITS if count >= unit)
    return next(rounded, exact)
