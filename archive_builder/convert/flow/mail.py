"""Mails (eml, msg), and web pages saved as one file (mht), which are built alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path

from archive_builder.convert.flow import plain, webpage
from archive_builder.convert.flow.blocks import Block, Cell, Paragraph, Run, Table, text_of
from archive_builder.convert.outcome import Converter, Outcome, Pages, Problem
from archive_builder.convert.sniff import MAIL_LIMIT, Kind
from archive_builder.mail import Letter, eml
from archive_builder.mail.outlook import OutlookFile
from archive_builder.typeset.fonts import FontSet

_SAVED = re.compile(r"<(Saved by |由 ).*>")
"""Who a browser says has sent the page that it saved."""
_QUOTED = re.compile(r"((?:>[ \t]?)+)(.*)")
_HEAD_WIDTHS = (1.0, 6.0)


def convert_mail(path: Path, fonts: FontSet) -> Outcome:
    """Set a mail: its head, what it says, and the names of its attachments."""
    size = path.stat().st_size
    if size > MAIL_LIMIT:
        return Problem(f"邮件有 {size >> 20} MB，超过 {MAIL_LIMIT >> 20} MB 的上限")
    with path.open("rb") as file:
        mail = eml.read(eml.parse(file))
    names = (eml.file_name(part) or eml.inner_subject(part) for part in mail.attached)
    sizes = (len(eml.content(part)) for part in mail.attached)
    attached = [_attachment(*one) for one in zip(names, sizes, strict=True)]
    return _set(mail.letter, attached, fonts)


def convert_outlook(path: Path, fonts: FontSet) -> Outcome:
    """Set a mail that Outlook saved, likewise."""
    with closing(OutlookFile(path)) as file:
        mail = file.read()
        contents = (file.content(one) for one in mail.attached)
        names = (file.name(one) for one in mail.attached)
        sizes = (None if content is None else len(content) for content in contents)
        attached = [_attachment(*one) for one in zip(names, sizes, strict=True)]
    return _set(mail.letter, attached, fonts)


def _set(letter: Letter, attached: list[str], fonts: FontSet) -> Outcome:
    body, absent = _body(letter)
    saved = _SAVED.fullmatch(letter.sender) or not letter.lines
    blocks = body if saved else [*_head(letter, attached), *body]
    if not blocks:
        return Problem("邮件没有文字，请核对后重新报送")
    notes = [*webpage.absent_note(absent)]
    if attached and not saved:
        notes.append(f"邮件附有 {len(attached)} 个附件，只列出名称，未印出")
    text = text_of(blocks)
    if plain.is_too_long(text):
        return plain.TOO_LONG
    worded = bool(text.strip())
    return Pages(plain.set_blocks(blocks, fonts), notes=tuple(notes), worded=worded)


def _head(letter: Letter, attached: list[str]) -> Iterator[Block]:
    lines = [*letter.lines, *([("附件", "\n".join(attached))] if attached else [])]
    yield Table(tuple(_row(f"{label}：", said) for label, said in lines), _HEAD_WIDTHS)
    yield Paragraph((), spaced=False)


def _row(label: str, said: str) -> tuple[Cell, Cell]:
    return Cell((Run(label),), head=True), Cell((Run(said),))


def _attachment(name: str, size: int | None) -> str:
    return f"{name or '未命名'}（{_size(size)}）" if size else name or "未命名"


def _size(count: int) -> str:
    if count >= 1 << 20:
        return f"{count / (1 << 20):.1f} MB"
    return f"{max(round(count / 1024), 1)} KB"


def _body(letter: Letter) -> tuple[list[Block], int]:
    """What a mail says, and how many pictures are not in it: as HTML where that says more."""
    if letter.markup.strip() and (letter.structured or not letter.text.strip()):
        blocks, absent = webpage.blocks_of(letter.markup, titled=False)
        if blocks:
            return blocks, absent
    return list(_lines(letter.text)) if letter.text.strip() else [], 0


def _lines(text: str) -> Iterator[Block]:
    """Plain text, with what it quotes of earlier mails."""
    lines = text.strip("\n").split("\n")
    for quoted, run in groupby(lines, key=lambda line: _QUOTED.match(line) is not None):
        if quoted:
            yield from map(_quotation, run)
        else:
            yield from plain.blocks_of("\n".join(run))


def _quotation(line: str) -> Block:
    found = _QUOTED.match(line)
    depth, words = (found[1].count(">"), found[2]) if found else (0, line)
    return Paragraph((Run(words),), quoted=min(depth, 5), spaced=False)


MAIL = Converter("archive-builder 邮件排版", frozenset({Kind.MAIL}), convert_mail)
OUTLOOK = Converter("archive-builder 邮件排版", frozenset({Kind.OUTLOOK}), convert_outlook)
