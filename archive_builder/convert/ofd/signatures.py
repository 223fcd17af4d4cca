"""An OFD's signatures: how many there are, and where their seals stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive_builder.convert.ofd.losses import Loss, Losses
from archive_builder.convert.ofd.numbers import Box, box
from archive_builder.convert.ofd.package import Package, UnreadableError, at
from archive_builder.convert.ofd.seal import seal_picture

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_SEAL = 32 << 20
"""Bytes of a seal or of a signature's value."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A seal on a page: its picture, where it stands, and what of it is shown there.

    Attributes:
        page: the page's id.
        picture: the bytes of a picture, or of an OFD.
        place: on the page.
        clip: within `place`; None for all of it.
    """

    page: str
    picture: bytes
    place: Box
    clip: Box | None


@dataclass(frozen=True, slots=True)
class Signatures:
    """A document's signatures: their number, and the seals that they put on pages."""

    count: int = 0
    stamps: tuple[Stamp, ...] = ()


def signatures(package: Package, place: str, losses: Losses) -> Signatures:
    """Read the signatures that are listed in a part; what can't be read is a loss."""
    try:
        listed = package.root(place).findall("Signature")
    except UnreadableError:
        losses.add(Loss.SEAL)
        return Signatures()
    stamps: list[Stamp] = []
    for one in listed:
        home = at(place, one.get("BaseLoc", ""))
        try:
            stamps += _stamps(package, home, package.root(home), losses)
        except UnreadableError:
            losses.add(Loss.SEAL)
    return Signatures(len(listed), tuple(stamps))


def _stamps(package: Package, home: str, root: Element, losses: Losses) -> list[Stamp]:
    marks = list(root.iter("StampAnnot"))
    picture = _picture(package, home, root) if marks else None
    stamps: list[Stamp] = []
    for mark in marks:
        where = box(mark.get("Boundary"))
        if picture is None or where is None:
            losses.add(Loss.SEAL)
        else:
            page = mark.get("PageRef", "")
            stamps.append(Stamp(page, picture, where, box(mark.get("Clip"))))
    return stamps


def _picture(package: Package, home: str, root: Element) -> bytes | None:
    """The seal's picture, from the seal itself or from the signature, which has a copy of it."""
    seal = root.find("SignedInfo/Seal/BaseLoc")
    for named in (seal, root.find("SignedValue")):
        if named is None or not (named.text or "").strip():
            continue
        try:
            content = package.content(at(home, named.text or ""), MAX_SEAL)
        except UnreadableError:
            continue
        if picture := seal_picture(content):
            return picture
    return None
