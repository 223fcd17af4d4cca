"""A document as the rest of the work sees it: its rendition and the elements read from it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from archive_builder import convert
from archive_builder.identify import VERSION, Clues, read_elements
from archive_builder.model import Elements, Receipt, ReceiptState, Rendition
from archive_builder.workflow.made import fingerprint
from archive_builder.workflow.workspace import Session

_HEAD_PAGES = 2


class Reader:
    """Renditions and elements of a session's documents, each made once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._issuers = fingerprint(
            VERSION, session.manifests.issuers, session.manifests.campaign.localities
        )
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

    def elements(self, receipt: Receipt) -> Elements:
        """A prepared document's elements, read anew only when what they depend on changed."""
        rendition = self.rendition(receipt.sha256)
        catalogue = self._session.archive.catalogue
        name = file_name(receipt)
        basis = fingerprint(self._issuers, rendition.key, name)
        known = catalogue.reading(receipt.sha256, basis)
        if known is not None:
            return known
        campaign = self._session.manifests.campaign
        elements = read_elements(
            rendition.text, name, self._session.manifests.issuers, campaign.localities
        )
        catalogue.record_reading(receipt.sha256, basis, elements)
        return elements

    def clues(self, receipt: Receipt) -> Clues:
        """What identify may go by."""
        elements = self.elements(receipt)
        text = self.rendition(receipt.sha256).text
        return Clues(
            folders=PurePosixPath(receipt.path).parts[:-1],
            name=file_name(receipt),
            title=elements.title.value if elements.title else "",
            text="\n".join(text.pages[:_HEAD_PAGES]),
            level=elements.level.value if elements.level else "",
            genre=elements.genre.value if elements.genre else "",
        )


def file_name(receipt: Receipt) -> str:
    """The name that the sender gave the file."""
    return PurePosixPath(receipt.path).name


def has_pages(state: ReceiptState) -> bool:
    """Whether a receipt in this state is a document of its own: an opened archive is not."""
    return state is not ReceiptState.UNPACKED
