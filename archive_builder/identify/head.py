"""The head of a document: its lines down to where the text begins, one element a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive_builder.identify.normalise import close_up
from archive_builder.identify.number import LABEL, LABEL_BEFORE, NUMBER, is_cited
from archive_builder.identify.words import GENRES, mask_quotes

_MOST_LINES = 45
_FAR_ENOUGH = 600
"""Characters of a line that can hold a head; text taken from the web may be one long line."""
_LONG_LINE = 25
_GENRE = "|".join(GENRES)
_TITLE_TAIL = re.compile(rf".*(?:的|{_GENRE}|文件|[\0》）)])(?=..)")
_WHOLE_TITLE = re.compile(
    rf"(?!根据|按照|为|依据)[^，。；,;]*(?:关于|印发|转发)[^，。；,;]*(?:{_GENRE})"
)
_HEAD_TAIL = re.compile(rf".*(?:的(?:{_GENRE})|文件)(?=..)")
_TITLE_END = rf"[的\0》）)](?:{_GENRE})(?:（[^（）]{{1,10}}）)?"
_TITLED = re.compile(rf".*(?:{_GENRE}|文件|[\0》）)])")
_ADDRESSED = r"各|有关|[省市县区厅局]直|[省市县区]级|机关|全体|国务院|中央"
_GLUED = re.compile(
    rf"^[^。]*?{_TITLE_END}(?={_ADDRESSED})|"
    rf"(?:关于|转发|印发).*?{_TITLE_END}(?=\0|为|根据|现|经)"
)
_ADDRESSEE = re.compile(r".*[各局委府门位镇乡村办校院志司厅会组].*[:：]$")
_LABELLED = re.compile(r"(?!各|有关|相关)[一-鿿]{0,6}(?:单位|部门|机关|位置)[:：]$")
_TEXT_BEGINS = re.compile(
    r"(?:为|根据|按照|依据|现将|现就|经|近日|今年以来|会议|第[一1][章条]|[一1][、.．])"
)
_SENTENCE = re.compile(r"[。；;]")


def head_of(lines: Sequence[str]) -> tuple[str, ...]:
    """Lines of the head, spaces closed up; what was run together on one line is parted.

    It ends before the first sentence of the text, or after the line that names the addressees.
    """
    head: list[str] = []
    for piece in pieces_of(lines[:_MOST_LINES]):
        if _begins_text(piece):
            break
        head.append(piece)
        if _ADDRESSEE.match(piece) and not _LABELLED.match(piece) and head[:-1]:
            break
    return tuple(head)


def pieces_of(lines: Sequence[str]) -> Iterator[str]:
    """The lines closed up, each parted where a title or a 文号 runs into other text."""
    for line in lines:
        yield from _parted(close_up(line[:_FAR_ENOUGH]))


def _begins_text(line: str) -> bool:
    long = len(line) > _LONG_LINE
    masked = mask_quotes(line)
    return bool(
        (long and _SENTENCE.search(masked))
        or (long and _TEXT_BEGINS.match(line))
        or (_SENTENCE.search(masked[-1:]))
    )


def _parted(line: str) -> Iterator[str]:
    """A line cut before and after its 文号 and after a title that runs into other text."""
    masked = mask_quotes(line)
    found = NUMBER.search(masked)
    if found and (start := _own_start(masked, found.start(), found.end())) is not None:
        yield from _parted_title(LABEL_BEFORE.sub("", line[:start]).rstrip("（("))
        yield line[start : found.end()]
        yield from _parted_title(line[found.end() :].lstrip("）)"))
    else:
        yield from _parted_title(line)


def _own_start(masked: str, start: int, end: int) -> int | None:
    """Where the line's own 文号 starts; None when it is a cited one."""
    mark = re.split(r"[〔﹝\[［【（(](?=\d{4})", masked[start:end])[0]
    if tail := (_TITLE_TAIL if start else _HEAD_TAIL).match(mark):
        start += tail.end()
    if LABEL_BEFORE.search(masked[:start]):
        return start
    ahead = LABEL.sub("", masked[:start])
    if ahead.endswith(("（", "(")):
        ahead = ahead[:-1] if _WHOLE_TITLE.fullmatch(ahead[:-1]) else ahead
    titled = not ahead.strip() or _TITLED.fullmatch(ahead.strip())
    return start if titled and not is_cited(masked[start:end]) else None


def _parted_title(text: str) -> Iterator[str]:
    found = _GLUED.search(mask_quotes(text))
    pieces = (text[: found.end()], text[found.end() :]) if found else (text,)
    return (piece.strip() for piece in pieces if piece.strip())
