"""文号: the document's own number, from its head, never one that it cites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from archive_builder.identify.normalise import squeeze
from archive_builder.model import Field

_MARK = r"[一-鿿×X]{1,12}(?:[（(][一-鿿]{1,4}[）)][一-鿿]{0,6})?"
_YEAR = r"\s?[〔﹝\[［【（(]\s?(?:19|20)\d{2}\s?[〕﹞\]］】）)]\s?"
NUMBER = re.compile(rf"{_MARK}{_YEAR}第?(?:\d{{1,5}}|[×X]{{1,4}})\s?号")
"""A 文号 in brackets of any kind (GB/T 9704-2012, 7.2.5, loosely)."""

BLANK_NUMBER = re.compile(rf"{_MARK}(?:{_YEAR}|\s?[〔﹝\[［【（(]\s*[〕﹞\]］】）)]\s?)第?[\s_]*号")
"""A 文号 whose serial is still to be filled in."""

_LABELS = (
    r"(?:发文字号|发文文号|发文号|文件编号|文件字号|文件号|公文编号|文号|字号)[\]】]?[:：]?\s*"
)
LABEL = re.compile(rf"^[\[【]?{_LABELS}")
"""What a table of elements writes before a 文号."""

LABEL_BEFORE = re.compile(_LABELS.replace("[:：]?", "[:：]") + "$")
"""The label at the end of what stands before a 文号 on its line."""

_AT_END = re.compile(rf"[（(]{NUMBER.pattern}[）)]$")
_LOST = re.compile(r"[一-鿿]{1,10}(?:发|字|函|组|规|档)(?:19|20)\d{2}年?第?[1-9]\d{0,3}号")
_SERIAL = r"第?(?:\d{1,4}|[一二三四五六七八九十百零〇]+)号"
_ORDER = re.compile(rf"[一-鿿\s]{{2,30}}(?:令{_SERIAL}|[公通]告20\d{{2}}年第\d{{1,4}}号)")
_ORDERS = re.compile(r"[一-鿿\s]{2,30}(?:令|[公通]告)")
_STANDARD = re.compile(r"[〔﹝\[［【（(]((?:19|20)\d{2})[〕﹞\]］】）)]第?0*(\d+)号")
_CITED = re.compile(
    r"(?:附件|详见|见|和|及|与|以)|.*(?:按照|根据|依据|参照|贯彻|落实|执行|转发|现将|关于)"
)
_SURE, _LOOSE, _NAMED = 0.95, 0.6, 0.5


def is_cited(number: str) -> bool:
    """Whether what looks like a 文号 begins with a word that leads a citation."""
    return _CITED.match(number) is not None


def read_number(head: Sequence[str], stem: str) -> Field | None:
    """The 文号 as it is printed, without spaces.

    Args:
        head: the lines of the head, one element a line.
        stem: the file's name without its extension; asked last, and only its beginning.

    Returns:
        The number, or None when the head states none. `standard_number` puts it right.
    """
    for line, following in pairwise((*head, "")):
        bare = LABEL.sub("", line).strip("（）()")
        found = NUMBER.match(bare)
        if found and not is_cited(found[0]):
            return Field(squeeze(found[0]), line, _SURE)
        if _ORDERS.fullmatch(bare):
            bare += following.strip("（）()")
        if _ORDER.fullmatch(bare):
            return Field(bare, line, _SURE)
        if _LOST.fullmatch(squeeze(bare)):
            return Field(squeeze(bare), line, _LOOSE)
    return _named(stem)


def _named(stem: str) -> Field | None:
    """The number that a file's name begins with, or ends with in brackets."""
    found = NUMBER.match(stem.lstrip("（(【[")) or _AT_END.search(stem)
    found = NUMBER.search(found[0]) if found else None
    if found is None or is_cited(found[0]):
        return None
    return Field(squeeze(found[0]), stem, _NAMED)


def standard_number(value: str) -> str:
    """A 文号 with the brackets and the plain serial of GB/T 9704-2012 (〔2021〕5号)."""
    return _STANDARD.sub(lambda m: f"〔{m[1]}〕{m[2]}号", value)
