"""LibreOffice: the converter of choice for what office programs make."""

from archive_builder.convert.office.find import KINDS, Office, find_office, lacks_python

__all__ = ["KINDS", "Office", "find_office", "lacks_python"]
