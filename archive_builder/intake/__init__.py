"""How what lands in the roots becomes part of the record."""

from archive_builder.intake.looks import Looks
from archive_builder.intake.receive import Intake, Preview, preview, receive, receive_patiently
from archive_builder.intake.roots import Box, Offline, reach
from archive_builder.intake.scan import Arrival
from archive_builder.intake.sealed import reopen
from archive_builder.intake.strays import unrecorded
from archive_builder.intake.unpack import can_open_rar
from archive_builder.intake.watch import Wakers

__all__ = [
    "Arrival",
    "Box",
    "Intake",
    "Looks",
    "Offline",
    "Preview",
    "Wakers",
    "can_open_rar",
    "preview",
    "reach",
    "receive",
    "receive_patiently",
    "reopen",
    "unrecorded",
]
