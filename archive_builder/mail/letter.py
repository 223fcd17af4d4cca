"""What a mail says, without its attachments. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

_BEIJING = timezone(timedelta(hours=8))
_STRUCTURE = re.compile(r"<(table|ul|ol|h[1-6]|img)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail; what it does not state is empty.

    Attributes:
        date: when it was sent, as `written_time` writes it, or as it is stated.
        text: its body in plain words.
        markup: its body as HTML, with the pictures that it shows.
    """

    subject: str
    sender: str
    date: str
    recipients: str
    copies: str = ""
    text: str = ""
    markup: str = ""

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """What its head states, each with what it is called."""
        lines = (
            ("主题", self.subject),
            ("发件人", self.sender),
            ("日期", self.date),
            ("收件人", self.recipients),
            ("抄送", self.copies),
        )
        return tuple((label, " ".join(said.split())) for label, said in lines if said.strip())

    @property
    def head(self) -> str:
        """What its head states, a line each."""
        return "\n".join(f"{label}：{said}" for label, said in self.lines)

    @property
    def structured(self) -> bool:
        """Whether its HTML says more than its plain text: by tables, lists, headings, pictures."""
        return _STRUCTURE.search(self.markup) is not None


def written_time(moment: datetime) -> str:
    """Write when a mail was sent, by Beijing's clock: 2021年12月20日 18:30.

    A moment without a zone is taken as written.

    Raises:
        OverflowError: Beijing's date is beyond the years 1 to 9999.
    """
    moment = moment.astimezone(_BEIJING) if moment.tzinfo else moment
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"
