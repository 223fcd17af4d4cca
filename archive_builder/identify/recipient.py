"""主送机关: whom a document is addressed to, as it stands between the title and the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive_builder.identify.head import pieces_of
from archive_builder.identify.issuers import ENDS, split_issuers
from archive_builder.model import Field

_CALLED = re.compile(r"(?P<who>[^。；！？：:《》]{2,300})[：:]")
_NOTES = re.compile(r"[（(][^（）()]*[)）]")
_OPENS = re.compile(
    r".{0,5}(?:各|有关|相关|全体)|驻|(?:全?[省市县区]|国务院|中央)(?:直|级|各|属|政府|人民政府|委|有关|管)"
)
_NAMED = re.compile(
    rf".*(?:{ENDS}|单位|部门|机构|企业|团体|院校|高校|学校|中小学|部委|直属|[各组处室办所站队股]|区|省|市|县|州|盟|旗|银行)"
)
_NO_ADDRESSEE = re.compile(
    r".*(?:关于|附件|通知$|负责|主办|承办|责任|牵头|填报|联系|来源|组[长员]$|成员$|机关[:：]?$)"
)
_MOST_LINES, _MOST_WRAPPED = 60, 5
_SURE, _WRAPPED_SURE = 0.9, 0.8


def read_recipient(lines: Sequence[str]) -> Field | None:
    """The addressees as printed, without the colon; None where the document names none.

    They stand before the first sentence of the text, on lines of their own or run together with
    it, and may wrap.
    """
    pieces = tuple(pieces_of(lines[:_MOST_LINES]))
    for index, piece in enumerate(pieces):
        for count, text in enumerate(_wrapped(pieces[index : index + _MOST_WRAPPED]), 1):
            called = _CALLED.match(text)
            if called and _is_addressee(called["who"]):
                sure = _SURE if count == 1 else _WRAPPED_SURE
                return Field(called["who"], " ".join(pieces[index : index + count]), sure)
            if called:
                break
        if "。" in piece:
            return None
    return None


def _wrapped(pieces: Sequence[str]) -> Iterator[str]:
    """A piece, then with those it may wrap onto: only a list of bodies that is not complete."""
    text = pieces[0]
    yield text
    if not _OPENS.match(text) or split_issuers(text):
        return
    for piece in pieces[1:]:
        text += piece
        yield text


def _is_addressee(who: str) -> bool:
    """Whether a text lists bodies as a document addresses them."""
    bare = _NOTES.sub("", who)
    if _NO_ADDRESSEE.match(bare):
        return False
    names = [name for name in re.split(r"[、，,\s]+", bare) if name]
    named = all(_NAMED.fullmatch(name) for name in (names[0], names[-1])) if names else False
    return named and bool(_OPENS.match(bare) or split_issuers(names[0]))
