"""What a message becomes: one text for what it says, beside whatever is attached to it. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass

from archive_builder.intake.unpack.entry import Entry
from archive_builder.intake.unpack.names import one_component


@dataclass(frozen=True, slots=True)
class Letter:
    """A message without its attachments; what it does not state is empty.

    Attributes:
        text: the body in plain words.
        markup: the body as HTML, used where there is no text.
    """

    sender: str
    subject: str
    date: str
    recipients: str
    text: str = ""
    markup: str = ""

    def entries(self, name: str) -> Iterator[Entry]:
        """The body as one document, named by the subject or else like the message; or none."""
        stem = one_component(self.subject) or name.rpartition(".")[0] or name
        if self.text.strip():
            yield Entry(f"{stem}.txt", [f"{self._head()}\n{self.text}".encode()])
        elif self.markup.strip():
            head = html.escape(self._head()).replace("\n", "<br>\n")
            page = f'<!DOCTYPE html>\n<meta charset="utf-8">\n<p>{head}</p>\n{self.markup}'
            yield Entry(f"{stem}.html", [page.encode()])

    def _head(self) -> str:
        lines = (
            ("发件人", self.sender),
            ("主题", self.subject),
            ("日期", self.date),
            ("收件人", self.recipients),
        )
        return "".join(f"{label}：{' '.join(said.split())}\n" for label, said in lines if said)
