"""Names inside containers: judged and made fit to be a key of the record. Pure."""

from __future__ import annotations

import re
import unicodedata

from archive_builder.fsio import short_name

_UNPRINTABLE = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff]")
_ROOTED = re.compile("/|[A-Za-z]:")
_NAMELESS = "未命名"


def escapes(name: str) -> bool:
    """Whether a name points out of the folder that it is taken into."""
    return bool(_ROOTED.match(name)) or ".." in name.split("/")


def fitting(name: str) -> str:
    """A name as a key of the record: nothing unprintable, no empty or overlong component."""
    parts = [p for p in _UNPRINTABLE.sub("_", name).split("/") if p not in ("", ".")]
    return "/".join(short_name(part) for part in parts) or _NAMELESS


def one_component(name: str) -> str:
    """A name that was not meant as a path, with its slashes and colons made harmless."""
    return re.sub(r"[/\\:]", "_", " ".join(name.split())).strip(". ")


class Places:
    """The paths that one arrival was unfolded into; names equal in NFC count as one."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def claim(self, place: str) -> str:
        """The path itself, or where it is taken the same one numbered: ``a.txt``, ``a-2.txt``."""
        folder, slash, name = place.rpartition("/")
        stem, dot, suffix = name.rpartition(".")
        if not stem:
            stem, dot, suffix = name, "", ""
        number, free = 1, place
        while (key := unicodedata.normalize("NFC", free)) in self._taken:
            number += 1
            free = f"{folder}{slash}{stem}-{number}{dot}{suffix}"
        self._taken.add(key)
        return free
