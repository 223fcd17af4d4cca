"""A document as the rest of the work sees it: its rendition and the elements read from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from archive_builder import __version__, convert
from archive_builder.archive import EMPTY, PROGRAM, Catalogue, Standing
from archive_builder.identify import Clues, Match, Memory, Precedent, Unmatched, read_elements
from archive_builder.model import (
    OWN_ROOT,
    Elements,
    Field,
    Filing,
    Level,
    Locality,
    Manifests,
    Receipt,
    Rendition,
    UnitKind,
    printed_numbers,
)
from archive_builder.workflow.made import fingerprint
from archive_builder.workflow.workspace import Session

_HEAD_PAGES = 2


class Reader:
    """Renditions and elements of some of a session's documents, each made once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._localities = places_of(session.manifests)
        self._basis = reading_basis(session.manifests)
        self._renditions: dict[str, Rendition] = {}
        self._elements: dict[tuple[str, str], Elements] = {}
        self._odd: dict[tuple[str, str], str] = {}

    def prepare(self, receipts: Iterable[Receipt]) -> None:
        """Turn the documents of these receipts into pages and read them, those that are not yet.

        Elements are read anew only when what they depend on changed.
        """
        wanted = list(receipts)
        store = self._session.archive.store
        sources = {
            r.sha256: convert.Source(r.sha256, store.place(r.sha256), file_name(r)) for r in wanted
        }
        self._renditions |= convert.convert_all(
            list(sources.values()), self._session.renditions, self._session.progress
        )
        fresh = [row for row in map(self._read, wanted) if row]
        if fresh:
            self._session.archive.catalogue.record_readings(fresh)

    def _read(self, receipt: Receipt) -> tuple[str, str, str, Elements] | None:
        """Read a document's elements; the row to keep, None when they were kept already."""
        name, rendition = file_name(receipt), self.rendition(receipt.sha256)
        basis = fingerprint(self._basis, rendition.key)
        known = self._session.archive.catalogue.reading(receipt.sha256, name, basis)
        issuers = self._session.manifests.issuers
        try:
            elements = known or read_elements(rendition.text, name, issuers, self._localities)
        except Exception as error:  # noqa: BLE001  one odd text must not hold up all others
            self._elements[receipt.sha256, name] = Elements()
            self._odd[receipt.sha256, name] = repr(error)
            return None
        self._elements[receipt.sha256, name] = elements
        return None if known else (receipt.sha256, name, basis, elements)

    def rendition(self, sha256: str) -> Rendition:
        """A prepared document's pages."""
        return self._renditions[sha256]

    def elements(self, receipt: Receipt) -> Elements:
        """A prepared document's elements."""
        return self._elements[receipt.sha256, file_name(receipt)]

    def lasts(self, receipt: Receipt) -> bool:
        """Whether what is known of a prepared document would be the same another time."""
        rendition = self.rendition(receipt.sha256)
        chance = rendition.problem and not self._session.renditions.holds(rendition)
        return not chance and (receipt.sha256, file_name(receipt)) not in self._odd

    def forget(self, receipt: Receipt) -> None:
        """Remove what was made of a document that must not be here."""
        rendition = self._renditions.get(receipt.sha256)
        if rendition:
            self._session.renditions.forget(rendition)
        self._session.archive.catalogue.forget_reading(receipt.sha256)

    def clues(self, receipt: Receipt) -> Clues:
        """What identify may go by; a root of its own name counts as the outermost folder."""
        elements = self.elements(receipt)
        text = self.rendition(receipt.sha256).text
        root = () if receipt.root == OWN_ROOT else (receipt.root,)
        return Clues(
            folders=(*root, *PurePosixPath(receipt.path).parts[:-1]),
            name=file_name(receipt),
            title=_said(elements.title),
            text="\n".join(text.pages[:_HEAD_PAGES]),
            author=_said(elements.author),
            level=_said(elements.level),
            genre=_said(elements.genre),
            document_number=_said(elements.document_number),
            sha256=receipt.sha256,
            later_forms=printed_numbers("\n".join(text.pages[_HEAD_PAGES:])),
        )

    def match(self, receipt: Receipt, memory: Memory) -> Match:
        """Which slot a prepared document answers, in the light of what people decided.

        One that could not be read, for a fault of the program, waits for a person.
        """
        odd = self._odd.get((receipt.sha256, file_name(receipt)))
        if odd:
            return Unmatched((), f"读取文件要素时程序出错（{odd}），请人工指定去处")
        try:
            return self._session.matcher.match(self.clues(receipt), memory.recall)
        except Exception as error:  # noqa: BLE001  as above
            return Unmatched((), f"辨认时程序出错（{error!r}），请人工指定去处")


def recollect(session: Session) -> Memory:
    """What people decided until now, for documents like those."""
    catalogue = session.archive.catalogue
    precedents = [
        _precedent(standing, standing.filing, catalogue)
        for standing in catalogue.people_filed()
        if standing.filing and standing.receipt.sha256 != EMPTY
    ]
    return Memory(precedents, session.slots, session.manifests.units)


def _precedent(standing: Standing, filing: Filing, catalogue: Catalogue) -> Precedent:
    receipt, name = standing.receipt, file_name(standing.receipt)
    read = catalogue.last_reading(receipt.sha256, name)
    title = _said(read.title) if read else ""
    actor = "人工" if filing.actor == PROGRAM else filing.actor
    return Precedent(receipt.id, receipt.sha256, title, name, filing.slot, actor)


def reading_basis(manifests: Manifests) -> str:
    """A hash of all that elements depend on beside the document and its name."""
    return fingerprint(__version__, manifests.issuers, places_of(manifests))


def places_of(manifests: Manifests) -> tuple[Locality, ...]:
    """The campaign's localities, its villages and sites counted to the townships' level."""
    lowest = (UnitKind.VILLAGE, UnitKind.SITE)
    names = tuple(u.name for u in manifests.units if u.kind in lowest)
    return tuple(
        replace(place, names=(*place.names, *names)) if place.level is Level.TOWNSHIP else place
        for place in manifests.campaign.localities
    )


def file_name(receipt: Receipt) -> str:
    """The name that the sender gave the file."""
    return receipt.path.rpartition("/")[2]


def _said(field: Field | None) -> str:
    return field.value if field else ""
