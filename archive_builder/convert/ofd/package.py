"""The parts of an OFD package by the places that it names them by."""

from __future__ import annotations

import posixpath
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from archive_builder.convert.package import ZIP_DAMAGE

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_PART = 32 << 20
"""Bytes of one XML part; as a tree it is some ten times as large."""
MAX_FILE = 256 << 20
"""Bytes of a picture or a font."""


class UnreadableError(Exception):
    """A part of an OFD that is not there, damaged, or too large; a Chinese sentence."""


class Package:
    """An open OFD. Places are paths from its root, with or without a leading stroke."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._names = {name.replace("\\", "/").lower(): name for name in package.namelist()}

    def root(self, place: str) -> Element:
        """The root of an XML part, its tags without namespaces: several are in use.

        Raises:
            UnreadableError: it is not there, no XML, or too large.
        """
        content = self.content(place, MAX_PART)
        if b"<!DOCTYPE" in content:  # the standard has none: entities are a way to blow up
            raise UnreadableError(f"OFD 文件的部件 {place} 不合标准，请重新报送")
        try:
            root = ElementTree.fromstring(content)  # noqa: S314 - no entities, bounded above
        except (ElementTree.ParseError, LookupError, ValueError) as error:  # also its encoding
            raise UnreadableError(f"OFD 文件的部件 {place} 已损坏，请重新报送") from error
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
        return root

    def content(self, place: str, limit: int = MAX_FILE) -> bytes:
        """The bytes of a part.

        Raises:
            UnreadableError: it is not there, damaged, or has more than `limit` bytes.
        """
        name = self._names.get(place.lower().lstrip("/"))
        if name is None:
            raise UnreadableError(f"OFD 文件缺少部件 {place}，请重新报送")
        size = self._package.getinfo(name).file_size
        if size > limit:
            megabytes = f"{-(-size // (1 << 20))} MB，超过 {limit >> 20} MB 的上限"
            raise UnreadableError(f"OFD 文件的部件 {place} 有 {megabytes}")
        try:
            return self._package.read(name)
        except ZIP_DAMAGE as error:
            raise UnreadableError(f"OFD 文件的部件 {place} 已损坏，请重新报送") from error


def at(home: str, place: str) -> str:
    """A place named in the part `home`, from the root of the package."""
    named = place.strip().replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(home), named))[1:]
