"""A headline without any of the words that end titles, told by how it stands on the page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive_builder.identify.dates import stamps
from archive_builder.identify.issuers import split_issuers
from archive_builder.identify.normalise import close_up, squeeze
from archive_builder.identify.opening import NO_TITLE, may_open, without_remark

_SHORTEST, _LONGEST, _WRAPPED = 5, 40, 15
_CELLS = 4
_NO_HEADLINE = re.compile(
    r"尊敬|各位|同志|大家|您|你好|姓名|甲方|乙方|编号|时间|地点|日期|.*[，。！？]"
)
_HANZI = re.compile(r"[一-鿿“”、《》]+")
_BENEATH = re.compile(
    r"——|[（(]|.*[，。；：:！？]|[一二三四五六七八九十]、|第[一1][章条部]|[一1][.．、]|序号"
)


def find_headline(lines: Sequence[str]) -> str | None:
    """The first line, or two that one headline wraps onto, alone above text, table or subtitle."""
    start = next((i for i, line in enumerate(lines[:2]) if not NO_TITLE.match(line)), None)
    if start is None:
        return None
    first, *below = (close_up(line) for line in lines[start : start + 3])
    if not _is_headline(lines[start]):
        return None
    if _stands(lines[start + 1 : start + 3]):
        return without_remark(first)
    wrapped = len(below) > 1 and len(first) >= _WRAPPED and _HANZI.fullmatch(below[0])
    if wrapped and _is_headline(below[0], 2) and _stands(lines[start + 2 : start + 4]):
        return without_remark(first + below[0])
    return None


def _is_headline(line: str, least: int = _SHORTEST) -> bool:
    words, bare = line.split(), close_up(line)
    spread = all(len(word) == 1 for word in words)
    return bool(
        least <= len(bare) <= _LONGEST
        and (len(words) < _CELLS or spread)
        and may_open(bare)
        and not _NO_HEADLINE.match(bare)
        and not split_issuers(bare)
        and not (stamps(squeeze(bare)) and squeeze(bare)[0].isdigit() and len(bare) < _WRAPPED)
    )


def _stands(below: Sequence[str]) -> bool:
    """Whether what follows is text, a note, a signature or, within two lines, a table."""
    if not below:
        return False
    following = close_up(below[0])
    table = any(len(line.split()) >= _CELLS for line in below)
    return bool(table or _BENEATH.match(following) or split_issuers(following))
