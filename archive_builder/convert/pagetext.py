"""The text that a finished PDF shows, by page."""

from __future__ import annotations

import re
import unicodedata

import pypdfium2

from archive_builder.model import Text

_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\ufeff\ufffe\uffff]")


def page_texts(pdf: bytes) -> Text:
    r"""Read the text of each page; a page of nothing but pictures gives an empty string.

    Characters are in NFC, lines end in "\n", control characters and soft hyphens are gone. A PDF
    that the reader can't open gives no pages.
    """
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        return Text(())
    try:
        return Text(tuple(_text(document, number) for number in range(len(document))))
    finally:
        document.close()


def _text(document: pypdfium2.PdfDocument, number: int) -> str:
    try:
        raw = document[number].get_textpage().get_text_bounded()
    except pypdfium2.PdfiumError:
        return ""
    return tidy(raw)


def tidy(raw: str) -> str:
    """Bring text into NFC with plain line ends and without control characters."""
    lines = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return unicodedata.normalize("NFC", _CONTROL.sub("", lines))
