"""责任者: who made a document, as it says itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from archive_builder.identify.form import Form
from archive_builder.identify.issuers import (
    is_bare_place,
    leading_issuers,
    split_issuers,
    tidy,
)
from archive_builder.identify.meeting import find_meeting
from archive_builder.identify.normalise import close_up, squeeze
from archive_builder.identify.signature import Signature, find_undated, printed_by
from archive_builder.identify.words import GENRES, genre_of
from archive_builder.model import Field

_RELATIVE = "省市县区乡镇村"
_ADOPTED = re.compile(
    r"[（(].{4,20}?[日号]第?[〇零一二三四五六七八九十\d]{0,4}届?(?P<who>.{2,30}?)第.{1,6}次会议通过[)）]"
)
_ANNEX = re.compile(r"附件?\s*[\d一二三四五六七八九十]{0,3}\s*(?:[:：]|$)")
_PRINTED_TITLE = 0.5
_MASTHEAD = re.compile(r"(?:文件|会议纪要|命?令(?:第.{1,6}号)?)$")
_SIGNED, _LABELLED = 0.95, 0.95
_HEADED, _TITLED, _LONE, _MET, _PRINTED = 0.8, 0.75, 0.6, 0.5, 0.4


def read_author(
    lines: Sequence[str],
    head: Sequence[str],
    signature: Signature | None,
    form: Form | None,
    title: Field | None,
) -> Field | None:
    """The bodies in their order: signature, form, title, 版头, at last the 印发机关."""
    if signature:
        return Field("、".join(map(tidy, signature.names)), signature.who_line, _SIGNED)
    if form:
        return Field("、".join(form.names), form.line, _LABELLED)
    titled, met = _titled(title, lines), _met(lines)
    relative = titled is not None and titled.value[0] in _RELATIVE
    composed = met is not None and title is not None and title.confidence < _PRINTED_TITLE
    return (
        (None if relative or composed else titled)
        or _headed(head)
        or _adopted(head)
        or _undated(lines)
        or _printing(lines)
        or met
        or titled
    )


def _is_list(title: Field, lines: Sequence[str]) -> bool:
    """Whether it is an annex that names a body because it is about it (某厅拟录用人员名单)."""
    return lines[:1] != () and bool(_ANNEX.match(lines[0])) and genre_of(title.value) not in GENRES


def _titled(title: Field | None, lines: Sequence[str]) -> Field | None:
    """The bodies that open the title, or the lines it was taken from."""
    if title is None or _is_list(title, lines):
        return None
    names = leading_issuers(title.value) or leading_issuers(close_up(title.source))
    if is_bare_place(names):
        return None
    return Field("、".join(names), title.source, _TITLED) if names else None


def _headed(head: Sequence[str]) -> Field | None:
    for line in head:
        bare = squeeze(line)
        names = split_issuers(_MASTHEAD.sub("", bare))
        if names and names != (bare,):
            return Field("、".join(names), line, _HEADED)
    return None


def _adopted(head: Sequence[str]) -> Field | None:
    """The assembly that adopted a law (（2021年4月29日第十三届全国人大常委会第…次会议通过）)."""
    for first, second in pairwise((*head, "")):
        found = _ADOPTED.match(squeeze(first)) or _ADOPTED.match(squeeze(first + second))
        if found and (names := split_issuers(found["who"])):
            return Field("、".join(names), first, _TITLED)
    return None


def _undated(lines: Sequence[str]) -> Field | None:
    names, line = find_undated(lines) or ((), "")
    if not names or is_bare_place(names):
        return None
    return Field("、".join(map(tidy, names)), line, _LONE)


def _met(lines: Sequence[str]) -> Field | None:
    """The body whose meeting minutes tell of; one named by its rank alone is no answer."""
    meeting = find_meeting(lines)
    if meeting is None or meeting.body[0] in _RELATIVE:
        return None
    return Field(meeting.body, meeting.line, _MET)


def _printing(lines: Sequence[str]) -> Field | None:
    printed = printed_by(lines)
    return Field(*printed, _PRINTED) if printed else None
