"""How what lands in incoming/ becomes part of the record."""

from archive_builder.intake.receive import Intake, preview, receive
from archive_builder.intake.scan import Arrival

__all__ = ["Arrival", "Intake", "preview", "receive"]
