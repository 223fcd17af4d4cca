"""What a document without a title is about, in the words of its own text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive_builder.identify.meeting import find_meeting
from archive_builder.identify.normalise import squeeze
from archive_builder.identify.words import GENRES
from archive_builder.model import Field

_GENRE = "|".join(GENRES)
_EXPLAINED = re.compile(
    r"(?:相关|政策|文件|延伸)?(?:解读|阅读|文章|链接|问答)[:：][^《》]{0,20}"
    rf"《(?P<title>[^《》]*(?:《[^《》]*》[^《》]*)?(?:{_GENRE}))》.{{0,6}}(?:解读|问答|图解|$)"
)
_CITED = r"《[^《》]{4,80}(?:《[^《》]{4,80}》[^《》]{0,20})?》"
_ISSUED = (
    re.compile(rf"(?P<what>{_CITED})[^。《]{{0,60}}现(?:予|将)?(?P<how>印发|转发)"),
    re.compile(rf"现将(?P<what>{_CITED})[^。《]{{0,30}}?(?P<how>印发|转发)"),
)
_PURPOSE = re.compile(
    r"现就(?P<what>[^，。；：]{4,60}?)(?P<genre>通知|公告|通告|通报|函告|报告|批复)如下[:：。]"
)
_NOTHING = re.compile(r"(?:有关|相关|具体|下列|以下|几个|几项|事项|问题|情况|工作|要求|的|将|等)+")
_OPENING, _CLOSING = 8, 12
_FAR_ENOUGH = 600
"""Characters of a line that can say so; text taken from the web may be one long line."""
_LINKED, _COMPOSED = 0.45, 0.4


def find_subject(lines: Sequence[str]) -> Field | None:
    """A title for a text that has none: the archivist's own, so never surer than .5.

    Asked in this order: the title that a link to the text's explanation cites under it; what the
    first sentences issue (《…》…现予印发) or make known (现就…通知如下); the meeting that was held.
    """
    for line in lines[-_CLOSING:]:
        found = _EXPLAINED.search(squeeze(line[-_FAR_ENOUGH:]))
        if found:
            return Field(found["title"], line, _LINKED)
    for line in lines[:_OPENING]:
        made_known = _made_known(squeeze(line[:_FAR_ENOUGH]))
        if made_known:
            return Field(made_known, line, _COMPOSED)
    meeting = find_meeting(lines)
    return Field(meeting.name, meeting.line, _COMPOSED) if meeting else None


def _made_known(text: str) -> str | None:
    """The title that a sentence amounts to, as GB/T 9704 builds them: 关于, matter, 的, 文种."""
    for pattern in _ISSUED:
        if found := pattern.search(text):
            return f"关于{found['how']}{found['what']}的通知"
    found = _PURPOSE.search(text)
    if found is None or _NOTHING.fullmatch(found["what"]):
        return None
    return f"关于{found['what'].removeprefix('关于')}的{found['genre'].replace('函告', '函')}"
