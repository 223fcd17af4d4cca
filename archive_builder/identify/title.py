"""题名: the title of a document, or at last its file's name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import accumulate, pairwise

from archive_builder.identify.filename import clean_stem
from archive_builder.identify.headline import find_headline
from archive_builder.identify.issuers import is_bare_place, split_issuers
from archive_builder.identify.normalise import close_up, squeeze
from archive_builder.identify.number import NUMBER
from archive_builder.identify.opening import COLON, NO_TITLE, REMARK, STOP, may_open, without_remark
from archive_builder.identify.untitled import find_subject
from archive_builder.identify.words import ENDING, GENRES, genre_of, mask_quotes
from archive_builder.model import Field

_LABELLED = re.compile(
    r"^[\[【]?(?:标\s*题|题\s*名|信息名称|文件名称|文件标题)\s*[\]】:：]+\s*(?P<title>.{4,})$"
)
_NOTE = r"(?:[（(\[［][^（）()]{1,16}[)）\]］])?"
_GENRE = "|".join(GENRES)
_FORMAL = re.compile(rf".*(?:关于|印发|转发).*(?:{_GENRE}){_NOTE}")
_PLAIN = re.compile(rf".*(?:{ENDING}){_NOTE}")
_PLAIN_WITHIN = 6
_ORDER = re.compile(
    r"[一-鿿\s]{2,30}公告20\d{2}年第\d{1,3}号|中华人民共和国[一-鿿、]{2,30}法(?:[（(].*[)）])?"
)
_ATTACHED = re.compile(r"^附件\s*[\d.一二三四五六七八九十]{0,4}[:：\s]*(?=\S{4})")
_UNFINISHED = re.compile(r"[的及和与暨、]$|关于$")
_SOURCE = re.compile(
    r"[一-鿿]{1,10}[省市县区镇乡村局委办厅社].{0,8}(?:简报|专报|快报|动态|经验材料|交流材料)(?:[（(].*[)）])?"
)
_BRACKETED = re.compile(r"[（(](?!\d{4}年\d+月)[^（）()]{1,12}[)）]")
_RUN_ON = re.compile(rf".{{2,30}}的(?:{_GENRE}){_NOTE}")
_CONTINUES = re.compile(r"[的及和与暨、》]|[（(](?:试行|暂行|修订)[)）]")
_ISSUE = re.compile(
    r"[（(〔\[﹝]?(?:20\d{2}[〕\]﹞）)年]\s*)?第?[\d一二三四五六七八九十百]{1,4}[号期]"
)
_MENU = re.compile(r"[一-鿿]{2,6}")
_SUBJECT = re.compile(r"关于|印发|转发|批转")
_SITE = re.compile(r"\s*[_|｜]\s*\S{0,20}$")
_MOST_LINES, _LONGEST, _LINE, _SHORTEST = 6, 180, 60, 4
_FULL, _WRAPPED, _TELLING = 8, 15, 6
_OPENING = 40

_NAME_TOO = 0.97
_LABEL_SURE = 0.95
_FORMAL_SURE = 0.9
_PLAIN_SURE = 0.8
_HEADLINE_SURE = 0.6
_NAME_PRINTED = 0.55
_SHAPE_ONLY = 0.4
_NAME_ONLY, _NAME_WITH_GENRE = 0.3, 0.4


def read_title(head: Sequence[str], name: str, lines: Sequence[str]) -> Field | None:
    """The title as the head prints it, joined over its lines.

    A printed title has a confidence of at least .5, one that only the file's name gives less.

    Args:
        head: the lines of the head, one element a line.
        lines: the document's lines as they are, whose opening tells a headline from text.
        name: the file's name, whose cleaned stem is the title where the head has none, with low
            confidence; it is preferred where the head's title is the same behind its issuer,
            who has a column of his own.
    """
    stem = clean_stem(name)
    printed = _labelled(head) or _printed(head)
    if printed:
        return _as_named(printed, stem)
    headline = _below_number(head) or find_headline(lines)
    if headline:
        return Field(headline, headline, _HEADLINE_SURE)
    opening = squeeze("".join(lines[:_OPENING]))
    telling = len(stem) >= (_TELLING if genre_of(stem) else _FULL)
    if telling and squeeze(stem) in opening:
        return Field(stem, name, _NAME_PRINTED)
    if genre_of(stem) and len(stem) >= _FULL:
        return Field(stem, name, _NAME_WITH_GENRE)
    if stem.endswith("会议") and len(stem) >= _FULL:
        return Field(stem, name, _NAME_ONLY)
    subject = find_subject(lines) or _by_shape(head)
    return subject or (Field(stem, name, _NAME_ONLY) if stem else None)


def _as_named(printed: Field, stem: str) -> Field:
    title, named = squeeze(printed.value), squeeze(stem)
    if len(named) < _FULL or not title.endswith(named) or not genre_of(named):
        return printed
    issuer = printed.value[: len(printed.value) - len(stem)] if title != named else ""
    ahead = split_issuers(issuer) or split_issuers(title[: -len(named)])
    if title == named or (ahead and not is_bare_place(ahead)):
        return Field(stem, printed.source, _NAME_TOO)
    return printed


def _below_number(head: Sequence[str]) -> str | None:
    """A line straight under the 文号, where GB/T 9704 puts the title, whatever it ends with."""
    for line, following in pairwise(head):
        short = _SHORTEST < len(following) <= _LINE and not split_issuers(following)
        if NUMBER.fullmatch(line) and short and may_open(following):
            return without_remark(following)
    return None


def _labelled(head: Sequence[str]) -> Field | None:
    for line in head:
        found = _LABELLED.match(line)
        if found:
            return Field(found["title"].strip(), line, _LABEL_SURE)
    return None


def _printed(head: Sequence[str]) -> Field | None:
    """The first run of lines in the head that reads as a title.

    Minutes have a masthead (专题会议纪要) with an issue number under it; theirs is the next one.
    """
    titles = _titles(head)
    index, found = next(titles, (0, None))
    numbered = any(_ISSUE.match(line) for line in head[index + 1 : index + 3])
    if found and numbered and found.source.endswith("纪要"):
        minutes = (later for _, later in titles if later.value.endswith("纪要"))
        return next((later for later in minutes if later.source not in found.source), found)
    return found


def _titles(head: Sequence[str]) -> Iterator[tuple[int, Field]]:
    """Every run of lines in the head that reads as a title, with where it begins."""
    for index in range(len(head)):
        first = _ATTACHED.sub("", head[index])
        if not may_open(first):
            continue
        found = _title_from([first, *head[index + 1 : index + _MOST_LINES]])
        if found and (index < _PLAIN_WITHIN or found.confidence > _PLAIN_SURE):
            yield index, found


def _title_from(lines: Sequence[str]) -> Field | None:
    """The shortest run of `lines` that ends as a title does, with a note that follows it."""
    for count, run in enumerate(_runs(lines), 1):
        text = _SITE.sub("", run)
        rest = lines[count] if count < len(lines) else ""
        if _complete(text, rest) or _headed_off(text, rest):
            note = rest if _is_note(rest) else ""
            text = _SITE.sub("", _without_menu(lines[:count]))
            sure = _FORMAL_SURE if _FORMAL.fullmatch(mask_quotes(text)) else _PLAIN_SURE
            return Field(without_remark(text) + note, " ".join(lines[:count]), sure)
    return None


def _is_note(line: str) -> bool:
    """Whether brackets under a title belong to it (（试行）), unlike a remark or a 文号."""
    noted = _BRACKETED.fullmatch(line) is not None
    return noted and not REMARK.fullmatch(line) and not NUMBER.fullmatch(line.strip("（）()"))


def _without_menu(lines: Sequence[str]) -> str:
    """A title's lines joined, without the words of a page's menu that stand over them."""
    subject = next((i for i, line in enumerate(lines) if _SUBJECT.search(line)), 0)
    start = subject
    while start and not _MENU.fullmatch(lines[start - 1]):
        start -= 1
    above = lines[start - 1] if start else ""
    return reduce(_join, lines[0 if split_issuers(above) else start :])


def _runs(lines: Sequence[str]) -> Iterator[str]:
    """The lines joined one after another, for as long as they can belong to one title."""
    for text, line in zip(accumulate(lines, _join), lines, strict=True):
        if len(text) > _LONGEST or STOP.match(line) or NUMBER.fullmatch(line):
            return
        if (
            text != line
            and (len(line) > _LINE or NO_TITLE.match(line) or COLON.match(line))
            and not _CONTINUES.match(line)
        ):
            return
        yield text


def _join(text: str, line: str) -> str:
    return close_up(f"{text} {line}")


def _complete(text: str, rest: str) -> bool:
    masked = mask_quotes(text).rstrip('”"’')
    if "《" in masked or _CONTINUES.match(rest):
        return False
    if _ORDER.fullmatch(text):
        return True
    if not _PLAIN.fullmatch(masked) or len(text) < _SHORTEST:
        return False
    if "关于" in masked:
        return "关于" in rest or not _RUN_ON.fullmatch(rest)
    tail = len(text) >= _WRAPPED > len(rest) and _PLAIN.fullmatch(rest) and may_open(rest)
    wrapped = tail and "，" not in rest
    return not wrapped or rest == "目录" or bool(split_issuers(rest))


def _headed_off(text: str, rest: str) -> bool:
    """Whether a headline ends where a subtitle (——…) or the paper that it stood in follows."""
    if len(text) < _SHORTEST or "《" in mask_quotes(text) or _UNFINISHED.search(text):
        return False
    return rest.startswith("——") or _SOURCE.fullmatch(rest) is not None


def _by_shape(head: Sequence[str]) -> Field | None:
    """A first line that is short and unpunctuated, as a title without a known ending is."""
    for line in head[:2]:
        cells = line.split(" ")
        short = _SHORTEST < len(line) <= _LINE and len(cells) < _SHORTEST
        if short and may_open(line) and not split_issuers(line):
            return Field(without_remark(line), line, _SHAPE_ONLY)
    return None
