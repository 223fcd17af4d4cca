"""Pictures that a mail's HTML shows from other parts of it, put into the HTML itself. Pure."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urljoin

_SOURCE = re.compile(r"""(<img\b[^<>]*?\bsrc\s*=\s*)("[^"]*"|'[^']*'|[^\s"'<>]+)""", re.IGNORECASE)
_LARGEST = 32 << 20
"""Bytes of a picture; a larger one is an attachment whatever shows it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A picture beside the HTML.

    Attributes:
        names: addresses that mean it: ``cid:…``, or where it was saved from.
        kind: ``image/png``.
    """

    names: tuple[str, ...]
    kind: str
    content: bytes


def embed(markup: str, parts: Sequence[Part], base: str = "") -> tuple[str, frozenset[int]]:
    """Put pictures into HTML as ``data:`` addresses; also says which of the parts it shows.

    Args:
        markup: the HTML.
        parts: the pictures beside it.
        base: the address of the HTML, from which others are counted.
    """
    numbers = {
        name: number
        for number, part in enumerate(parts)
        if len(part.content) <= _LARGEST
        for name in part.names
    }
    used: set[int] = set()

    def embedded(found: re.Match[str]) -> str:
        address = unquote(html.unescape(found[2].strip("\"'"))).strip()
        number = numbers.get(address, numbers.get(_joined(base, address)))
        if number is None:
            return found[0]
        used.add(number)
        content = base64.b64encode(parts[number].content).decode()
        return f'{found[1]}"data:{parts[number].kind};base64,{content}"'

    return _SOURCE.sub(embedded, markup), frozenset(used)


def _joined(base: str, address: str) -> str:
    try:
        return unquote(urljoin(base, address))
    except ValueError:
        return address
