"""Opening documents and printing them as PDF, one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Callable  # noqa: UP035 - Python 3.8

import uno

from .common import Facts, properties, saved_date
from .sheets import failed, fill, passing, settle_sheets
from .slides import settle_slides
from .texts import settle_text

if TYPE_CHECKING:
    from .sheets import Values

_LOCKED = (0x10B11, 0x1000F, 0x11B)
"""ErrCodes of documents with a password: of slides, texts and workbooks, in this order."""
_PDF = {
    "UseTaggedPDF": False,
    "ExportBookmarks": True,
    "ExportFormFields": False,
    "ExportNotes": False,
    "ExportNotesPages": False,
    "ExportHiddenSlides": False,
    "IsSkipEmptyPages": True,
    "UseLosslessCompression": False,
    "Quality": 92,
    "ReduceImageResolution": True,
    "MaxImageResolution": 300,
}
"""Headings become an outline, forms are drawn as filled in, no page is added or shown twice."""


class Worker:
    """Prints documents with the LibreOffice that a context belongs to."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._desktop = context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", context
        )
        self._document: Any = None
        self._facts = Facts()

    def answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Do what a request asks; what fails is answered with ``failed``."""
        given = {name: value for name, value in request.items() if name != "do"}
        try:
            ways: dict[str, Callable[..., dict[str, Any]]] = {
                "open": self.open,
                "fill": self.fill,
                "print": self.print,
            }
            return ways[request["do"]](**given)
        except Exception as error:  # noqa: BLE001 - the document's fault, or LibreOffice is gone
            return {"failed": f"{type(error).__name__}: {error}"}

    def open(self, path: str, service: str, filters: Sequence[str]) -> dict[str, Any]:
        """Open a document, telling LibreOffice what it is: its name says nothing.

        It is our own copy, open for writing: LibreOffice would ignore what is settled in another.
        It gets no window: comments would show in it, and LibreOffice crashes over them where the
        distribution leaves out what windows are made of, as the nogui packages of Debian do.
        """
        self.close()
        for name in filters:
            document = self._context.ServiceManager.createInstanceWithContext(
                "com.sun.star." + service, self._context
            )
            try:
                document.load(
                    properties(
                        URL=uno.systemPathToFileUrl(path),
                        FilterName=name,
                        Hidden=True,
                        ReadOnly=False,
                        MacroExecutionMode=0,
                        UpdateDocMode=0,
                    )
                )
            except uno.getClass("com.sun.star.io.IOException") as error:
                document.close(True)
                if getattr(error, "ErrCode", 0) in _LOCKED:
                    return {"refused": "password"}
            else:
                self._document, self._facts = document, Facts()
                return {"opened": True, "computed": passing(document) if self._is_book() else {}}
        return {"refused": "unreadable"}

    def _is_book(self) -> bool:
        return bool(self._document.supportsService("com.sun.star.sheet.SpreadsheetDocument"))

    def fill(self, values: Values) -> dict[str, Any]:
        """Give cells of the open workbook their saved values; say which others show errors."""
        fill(self._document, saved_date(self._document), values, self._facts)
        return {"computed": failed(self._document)}

    def print(
        self, target: str, heads: Mapping[str, Sequence[int]], values: Values
    ) -> dict[str, Any]:
        """Settle the open document, write it as a PDF and close it.

        Args:
            target: where the PDF goes.
            heads: first and last row of the header of a workbook's sheets.
            values: saved values of cells that show errors.
        """
        document, facts = self._document, self._facts
        saved = saved_date(document)
        if self._is_book():
            fill(document, saved, values, facts)
            settle_sheets(document, heads, facts)
            kind = "calc"
        elif document.supportsService("com.sun.star.presentation.PresentationDocument"):
            settle_slides(document, saved, facts)
            kind = "impress"
        else:
            settle_text(document, saved, facts)
            kind = "writer"
            window = properties(Model=document, Hidden=True)
            self._desktop.loadComponentFromURL("private:object", "_blank", 0, window)
        how = uno.Any("[]com.sun.star.beans.PropertyValue", properties(**_PDF))
        way = properties(FilterName=kind + "_pdf_Export", FilterData=how)
        document.storeToURL(uno.systemPathToFileUrl(target), way)
        self.close()
        return {"printed": True, "facts": vars(facts)}

    def close(self) -> None:
        """Close what is open."""
        document, self._document = self._document, None
        if document:
            document.close(True)

    def leave(self) -> None:
        """Ask LibreOffice to end, so that it tidies up after itself."""
        self.close()
        self._desktop.terminate()
