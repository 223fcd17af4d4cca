"""A document as the rest of the work sees it: its rendition and the elements read from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from archive_builder import __version__, convert
from archive_builder.identify import Clues, read_elements
from archive_builder.model import (
    Elements,
    Field,
    Level,
    Locality,
    Manifests,
    Receipt,
    Rendition,
    UnitKind,
)
from archive_builder.workflow.made import fingerprint
from archive_builder.workflow.workspace import Session

_HEAD_PAGES = 2


class Reader:
    """Renditions and elements of a session's documents, each made once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._localities = places_of(session.manifests)
        self._basis = fingerprint(__version__, session.manifests.issuers, self._localities)
        self._renditions: dict[str, Rendition] = {}

    def prepare(self, receipts: Iterable[Receipt]) -> None:
        """Turn the documents of these receipts into pages, those that are not yet."""
        store = self._session.archive.store
        sources = {
            r.sha256: convert.Source(r.sha256, store.place(r.sha256), file_name(r))
            for r in receipts
        }
        self._renditions |= convert.convert_all(
            list(sources.values()), self._session.renditions, self._session.progress
        )

    def rendition(self, sha256: str) -> Rendition:
        """A prepared document's pages."""
        return self._renditions[sha256]

    def forget(self, receipt: Receipt) -> None:
        """Remove what was made of a document that must not be here."""
        self._session.renditions.forget(self._renditions.pop(receipt.sha256))
        self._session.archive.catalogue.forget_reading(receipt.sha256)

    def elements(self, receipt: Receipt) -> Elements:
        """A prepared document's elements, read anew only when what they depend on changed."""
        rendition = self.rendition(receipt.sha256)
        catalogue = self._session.archive.catalogue
        name = file_name(receipt)
        basis = fingerprint(self._basis, rendition.key, name)
        known = catalogue.reading(receipt.sha256, basis)
        if known is not None:
            return known
        issuers = self._session.manifests.issuers
        elements = read_elements(rendition.text, name, issuers, self._localities)
        catalogue.record_reading(receipt.sha256, basis, elements)
        return elements

    def clues(self, receipt: Receipt) -> Clues:
        """What identify may go by."""
        elements = self.elements(receipt)
        text = self.rendition(receipt.sha256).text
        return Clues(
            folders=PurePosixPath(receipt.path).parts[:-1],
            name=file_name(receipt),
            title=_said(elements.title),
            text="\n".join(text.pages[:_HEAD_PAGES]),
            author=_said(elements.author),
            level=_said(elements.level),
            genre=_said(elements.genre),
            document_number=_said(elements.document_number),
        )


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
    return PurePosixPath(receipt.path).name


def _said(field: Field | None) -> str:
    return field.value if field else ""
