"""A mail as it is read, whichever program kept it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from archive_builder.convert.outcome import PLAIN_NOTE, Outcome, Pages, Problem
from archive_builder.convert.plain import set_text
from archive_builder.typeset.fonts import FontSet


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail.

    Attributes:
        head: what its head states, by the Chinese names of its lines, in their order; a line
            that is not stated is empty.
        body: its text.
        attached: the names of its attachments.
    """

    head: Mapping[str, str]
    body: str
    attached: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The head, a line each, and the body."""
        head = [f"{name}：{value}" for name, value in self.head.items() if value]
        return "\n".join([*head, "", self.body]).strip()


def written_time(moment: datetime) -> str:
    """Write when a mail was sent, where it was sent: 2021年12月20日 18:30."""
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"


def set_letter(letter: Letter, fonts: FontSet) -> Outcome:
    """Set a mail, with the names of its attachments below: a draft."""
    if not letter.text:
        return Problem("邮件没有文字")
    if not letter.attached:
        return Pages(set_text(letter.text, fonts), draft=True, notes=(PLAIN_NOTE,))
    whole = f"{letter.text}\n\n附件：{'、'.join(letter.attached)}"
    note = f"邮件附有 {len(letter.attached)} 个附件，未印出"
    return Pages(set_text(whole, fonts), draft=True, notes=(PLAIN_NOTE, note))
