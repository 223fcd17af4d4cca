"""What a content stream does, told from its words without parsing it where that will do."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from itertools import accumulate

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

_END = rb"(?![^\s\[</(%])"
"""After a word comes a blank or a delimiter (ISO 32000-1, 7.2.2)."""
_DEFLATE = 1032
"""How many times larger than itself deflated data can be at most."""
_CHUNK = 1 << 20
_STATE = re.compile(rb"[qQ]" + _END + rb"(?<![^\s\]>)}][qQ])")
_SHOWING = re.compile(rb"(?<![^\s\]>)}])(?:Tj|TJ|'|\"|Do|BI)" + _END)


def content_of(page: Dictionary) -> bytes:
    """All of a page's content; empty where it can't be decoded, as readers have it."""
    try:
        return b"\n".join(part.read_bytes() for part in parts_of(page))
    except pikepdf.PdfError:
        return b""


def parts_of(page: Dictionary) -> list[Object]:
    """The streams of a page's content."""
    contents = page.get(Name.Contents)
    listed = list(contents) if isinstance(contents, Array) else [contents]
    return [part for part in listed if isinstance(part, Stream)]


def weight(page: Dictionary, limit: int) -> int:
    """The bytes of a page's content when inflated, counted no further than `limit`.

    Content that could not reach the limit whatever it holds is not inflated.
    """
    total = 0
    for part in parts_of(page):
        raw = part.read_raw_bytes()
        deflated = part.get(Name.Filter) in (Name.FlateDecode, Array([Name.FlateDecode]))
        if deflated and len(raw) * _DEFLATE > limit:
            total += _inflated(raw, limit - total)
        else:
            total += len(raw)
        if total >= limit:
            break
    return total


def _inflated(raw: bytes, limit: int) -> int:
    inflater, size = zlib.decompressobj(), 0
    try:
        while raw and size < limit:
            size += len(inflater.decompress(raw, _CHUNK))
            raw = inflater.unconsumed_tail
    except zlib.error:
        return size
    return size


def shows(content: bytes) -> bool:
    """Whether a content stream shows text, a picture or another stream."""
    return _SHOWING.search(content) is not None


def balance(pdf: pikepdf.Pdf, page: Dictionary) -> None:
    """Give every q of a page its Q, so that content can be put around it.

    A Q too many, which readers pass over, goes. Counting words is nearly always enough; only where
    that finds fault, which text that looks like an operator can cause, is the content parsed.
    """
    words = _STATE.findall(content_of(page))
    if _lacking(1 if word == b"q" else -1 for word in words) == (0, 0):
        return
    parsed = pikepdf.parse_content_stream(pikepdf.Page(page))
    steps = [{"q": 1, "Q": -1}.get(str(one.operator), 0) for one in parsed]
    extra, unclosed = _lacking(steps)
    if extra:
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(_matched(parsed, steps)))
    if unclosed:
        surround(pdf, page, b"", b"\n" + b"Q " * unclosed)


def surround(pdf: pikepdf.Pdf, page: Dictionary, before: bytes, after: bytes) -> None:
    """Put operators around a page's content."""
    ends = (pdf.make_stream(before), pdf.make_stream(after))
    page.Contents = Array([ends[0], *parts_of(page), ends[1]])


def _lacking(steps: Iterable[int]) -> tuple[int, int]:
    """How many Q have no q before them, and how many q no Q after them."""
    depths = list(accumulate(steps, initial=0))
    lowest = -min(depths)
    return lowest, depths[-1] + lowest


_Instruction = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage


def _matched(parsed: Iterable[_Instruction], steps: Iterable[int]) -> list[_Instruction]:
    kept, depth = [], 0
    for instruction, step in zip(parsed, steps, strict=True):
        if depth + step >= 0:
            kept.append(instruction)
            depth += step
    return kept
