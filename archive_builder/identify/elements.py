"""文件要素 of a document, each with the line it was read from. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive_builder.identify.dates import stamps
from archive_builder.identify.filename import stem_of
from archive_builder.identify.head import head_of
from archive_builder.identify.issuers import leading_issuers, split_issuers, tidy
from archive_builder.identify.level import level_of_body, level_of_number, level_of_opening
from archive_builder.identify.normalise import close_up, lines_of, squeeze
from archive_builder.identify.number import read_number
from archive_builder.identify.signature import (
    Signature,
    find_lone_day,
    find_signature,
    printed_by,
)
from archive_builder.identify.title import read_title
from archive_builder.identify.words import genre_of
from archive_builder.model import Elements, Field, Issuer, Locality, Text

_CLASS = re.compile(
    r"(?:\d{1,6})?(?:密级[:：]?)?(绝密|机密|秘密)(?:[★☆*].{0,12})?(?:特急|加急|平急|急件)?"
)
_CLASS_LINES = 8
_AUTHOR_LABEL = re.compile(
    r"(?:发文机关|制发单位|制发机关|发文机构|发文单位|填报单位|填表单位|编制单位|制表单位|报送单位|上报单位|汇报单位)"
    r"\s*(?:[(（][盖公]*章[)）])?\s*[\]】:：]\s*(?P<who>[^\t|:：]*?)(?=\s{2,}|\t|\||\s+\S{2,6}[:：]|$)"
)
_DAY_LABEL = re.compile(r"成文日期\s*[\]】:：]")
_FORM_DAY_LABEL = re.compile(
    r"(?:填报|填表|制表|编制|报送|上报|统计|汇报|日|签订|申请)(?:时间|日期|期)\s*[:：]"
)
_HELD_LABEL = re.compile(r"(?:会议|培训|召开|开会|活动|学习|走访)?(?:时间|日期)\s*[:：]")
_HELD = re.compile(r"召开|主持|举办|举行|开会")
_CHAIRED = re.compile(r"主持召开")
_MEETINGS = ("纪要", "记录", "会议")
_BARE_PLACE = re.compile(r"(?:[乡镇村]|社区|街道)$")
_RELATIVE = "省市县区乡镇村"
_WHOLE_DAY = len("2021-01-01")
_LABEL_WITHIN = 400
_OPENING = 12

_SIGNED, _LABELLED = 0.95, 0.95
_HEADED, _TITLED, _HELD_ON = 0.8, 0.75, 0.7
_LONE, _MARKED, _PRINTED = 0.6, 0.5, 0.4


def read_elements(
    text: Text, name: str, issuers: Sequence[Issuer], localities: Sequence[Locality]
) -> Elements:
    """Read a document's elements; what it does not state is None.

    Args:
        text: the document's text by page.
        name: its file name, which stands in for a missing title.
        issuers: known 机关代字.
        localities: the campaign's places. Without any, levels are told by names alone and none
            is 外地.
    """
    lines = lines_of(text)
    head = head_of(lines)
    signature = find_signature(lines)
    title = read_title(head, name)
    number = read_number(head, stem_of(name))
    author = _author(lines, head, signature, title)
    genre = genre_of(title.value) if title else None
    return Elements(
        title=title,
        document_number=number,
        author=author,
        date=_date(lines, head, signature, title),
        classification=_classification(text),
        genre=Field(genre, title.source, title.confidence) if title and genre else None,
        level=_level(author, title, number, issuers, localities),
    )


def _author(
    lines: Sequence[str], head: Sequence[str], signature: Signature | None, title: Field | None
) -> Field | None:
    """责任者: signature, label, title, 版头, at last 印发机关."""
    if signature:
        return Field("、".join(map(tidy, signature.names)), signature.who_line, _SIGNED)
    titled = _titled_author(title)
    relative = titled is not None and titled.value[0] in _RELATIVE
    return (
        _labelled_author(lines)
        or (None if relative else titled)
        or _headed_author(head)
        or _undated_author(lines)
        or _printing_author(lines)
        or titled
    )


def _labelled_author(lines: Sequence[str]) -> Field | None:
    for line in lines:
        found = _AUTHOR_LABEL.search(line[:_LABEL_WITHIN])
        who = close_up(found["who"]) if found else ""
        if who and re.fullmatch(r"[一-鿿、（）()\s]{2,60}", who):
            names = split_issuers(who) or (who,)
            return Field("、".join(map(tidy, names)), line, _LABELLED)
    return None


def _titled_author(title: Field | None) -> Field | None:
    """The bodies that open the title, or the lines it was taken from."""
    if title is None:
        return None
    names = leading_issuers(title.value) or leading_issuers(close_up(title.source))
    if any(_BARE_PLACE.search(name) for name in names):
        return None
    return Field("、".join(names), title.source, _TITLED) if names else None


def _headed_author(head: Sequence[str]) -> Field | None:
    for line in head:
        bare = squeeze(line)
        names = split_issuers(bare.removesuffix("文件").removesuffix("会议纪要"))
        if names and names != (bare,):
            return Field("、".join(names), line, _HEADED)
    return None


def _undated_author(lines: Sequence[str]) -> Field | None:
    """A signature without a date, alone on the last line."""
    names = split_issuers(close_up(lines[-1])) if len(lines) > 1 else ()
    if not names or any(_BARE_PLACE.search(name) for name in names):
        return None
    return Field("、".join(map(tidy, names)), lines[-1], _LONE)


def _printing_author(lines: Sequence[str]) -> Field | None:
    printed = printed_by(lines)
    return Field(*printed, _PRINTED) if printed else None


def _date(
    lines: Sequence[str], head: Sequence[str], signature: Signature | None, title: Field | None
) -> Field | None:
    """成文日期: its label, the signature, a form's own label, a lone day, a meeting's day."""
    labelled = _labelled_day(lines, _DAY_LABEL)
    if labelled:
        return labelled
    if signature:
        return Field(signature.day, signature.day_line, _SIGNED)
    found = _labelled_day(lines, _FORM_DAY_LABEL) or _day_in_head(head)
    if found:
        return found
    lone = find_lone_day(lines)
    if lone:
        return Field(*lone, _LONE)
    meeting = title is not None and any(word in title.value for word in _MEETINGS)
    return _day_held(lines, _HELD if meeting else _CHAIRED)


def _labelled_day(lines: Sequence[str], label: re.Pattern[str]) -> Field | None:
    for line in lines:
        found = label.search(line[:_LABEL_WITHIN])
        days = stamps(squeeze(line[found.end() : _LABEL_WITHIN])) if found else ()
        if days and days[0].start == 0:
            return Field(days[0].value, line, _LABELLED)
    return None


def _day_in_head(head: Sequence[str]) -> Field | None:
    """A day alone under the title, or a day or a month in brackets there."""
    for line in head:
        squeezed = squeeze(line)
        bare = squeezed.strip("（）()")
        days = stamps(bare)
        fills = days and days[0].written and (days[0].start, days[0].end) == (0, len(bare))
        if fills and (bare != squeezed or len(days[0].value) == _WHOLE_DAY):
            return Field(days[0].value, line, _HEADED)
    return None


def _day_held(lines: Sequence[str], held: re.Pattern[str]) -> Field | None:
    """The day of a meeting, from its label or from the sentence that says it was held."""
    labelled = _labelled_day(lines[: _OPENING * 2], _HELD_LABEL)
    if labelled and held is _HELD:
        return Field(labelled.value, labelled.source, _HELD_ON)
    for line in lines[:_OPENING]:
        sentence = squeeze(line).split("。")[0]
        days = stamps(sentence)
        if days and days[0].start <= 1 and held.search(sentence):
            return Field(days[0].value, line, _HELD_ON)
    return None


def _classification(text: Text) -> Field | None:
    """密级 that stands alone in the opening lines of a page, never a mention in the text."""
    for page in text.pages:
        for line in lines_of(Text((page,)))[:_CLASS_LINES]:
            found = _CLASS.fullmatch(squeeze(line))
            if found:
                return Field(found[1], line, _SIGNED)
    return None


def _level(
    author: Field | None,
    title: Field | None,
    number: Field | None,
    issuers: Sequence[Issuer],
    localities: Sequence[Locality],
) -> Field | None:
    """Level by the first author, then by the 代字, then by the title's own place."""
    first = author.value.split("、")[0] if author else ""
    level = level_of_body(first, localities) if first else None
    if author and level:
        return Field(level, author.source, author.confidence)
    level = level_of_number(number.value, issuers) if number else None
    if number and level:
        return Field(level, number.source, _MARKED)
    level = level_of_opening(title.value, localities) if title else None
    return Field(level, title.source, _MARKED) if title and level else None
