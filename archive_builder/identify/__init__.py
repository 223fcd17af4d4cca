"""Works out what a document is and which slot it answers. Pure: Text and names come from others."""

from archive_builder.identify.elements import read_elements
from archive_builder.identify.number import standard_number

__all__ = ["read_elements", "standard_number"]
