"""Which household of a roster a document is about: by its number or by its head's name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from archive_builder.identify.filename import stem_of
from archive_builder.identify.normalise import normalise
from archive_builder.identify.parts import Parts
from archive_builder.identify.verdict import Clues
from archive_builder.model import ROSTER, Part, Slot

_TITLE = re.compile(r"(?P<head>[^（）()]+)(?:[（(](?P<number>[^（）()]+)[）)])?")
_ORDINAL = re.compile(r"第\d+户")
_NUMBERED = re.compile(r"(?:户(?:编号|号)?|第|编号|NO\.?|No\.?)\s*0*(\d+)|(?<!\d)0*(\d+)\s*号?户")
_HEAD_LABEL = re.compile(r"户主(?:姓名)?[：:]\s*([一-鿿·]{2,})")
_ROSTER = re.compile(r"花名册|名册|名单|一览表|汇总表|统计表")
_TOUCHES = re.compile(r"[0-9A-Za-z年月日.]")
_SHORT_NUMBER, _SHORT_NAME = 2, 2
_AFTER_NAME = re.compile(r"[^一-鿿]|[户家的档资材照申承协房产身一信入问走扶帮务收社残低医学住搬安]")


class Households:
    """The slots of one requirement that is asked for by household, once its roster is known."""

    def __init__(self, slots: Sequence[Slot]) -> None:
        """Index the slots: the roster's own and a slot a household."""
        self._roster = tuple(slot for slot in slots if slot.part.key == ROSTER)
        self._slots = {slot.part.key: slot for slot in slots if slot.part.key != ROSTER}
        self._called: dict[str, set[str]] = defaultdict(set)
        self._counted: dict[int, set[str]] = defaultdict(set)
        for slot in self._slots.values():
            self._add(slot.part)
        self._sizes = sorted({len(name) for name in self._called})

    def choose(self, clues: Clues) -> Parts:
        """The household that folders, name and title agree on, else the roster's own slot.

        Returns:
            One slot where that is decided. Else the households it may be, or only the roster's
            slot beside a clause that says that no household was recognised.
        """
        said = [keys for text in _texts(clues) for keys in self._said(text)]
        if not said:
            return self._without_household(clues)
        common = set.intersection(*said)
        slots = tuple(self._slots[key] for key in sorted(common or set.union(*said)))
        if len(slots) == 1:
            return Parts(slots, f"写明户“{slots[0].part.title}”")
        return Parts(slots, "同名的不止一户" if common else "写的不是同一户")

    def _without_household(self, clues: Clues) -> Parts:
        if _ROSTER.search(normalise(f"{clues.name} {clues.title}")):
            return Parts(self._roster, "是花名册")
        return Parts((), "花名册里没有认出是哪一户")

    def _add(self, part: Part) -> None:
        told = _TITLE.fullmatch(part.title)
        names = {part.key, told["head"] if told else part.title}
        number = told["number"] if told else None
        if number and not _ORDINAL.fullmatch(number):
            names.add(number)
        for name in map(normalise, names):
            self._called[name].add(part.key)
            if name.isdigit():
                self._counted[int(name)].add(part.key)

    def _said(self, text: str) -> Iterator[set[str]]:
        """Keys of the households that each number and each name in a text may mean."""
        for found in _NUMBERED.finditer(text):
            yield from filter(None, [self._counted.get(int(found[1] or found[2]))])
        for name in self._names_in(text):
            yield self._called[name]

    def _names_in(self, text: str) -> Iterator[str]:
        """The longest numbers and heads at each place."""
        end = 0
        for start in range(len(text)):
            for size in reversed(self._sizes):
                name = text[start : start + size]
                if start + size > end and name in self._called and _stands(text, start, name):
                    end = start + size
                    yield name
                    break


def _stands(text: str, start: int, name: str) -> bool:
    """Whether a number or a name at a place of a text is that, and not a piece of another."""
    before, after = text[max(start - 1, 0) : start], text[start + len(name) :][:1]
    if name == text:
        return True
    if name.isdigit() and len(name) <= _SHORT_NUMBER:
        return False
    if name[-1].isascii():
        return not (_TOUCHES.match(before) or _TOUCHES.match(after))
    return len(name) > _SHORT_NAME or not after or _AFTER_NAME.match(after) is not None


def _texts(clues: Clues) -> Iterable[str]:
    """What may name a household; the text only by its own label."""
    label = _HEAD_LABEL.search(normalise(clues.text))
    said = (*map(normalise, clues.folders), stem_of(clues.name), normalise(clues.title))
    return (*said, label[1]) if label else said
