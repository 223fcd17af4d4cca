"""Opens what units send packed (archives, mails), trusting nothing that it says of itself."""

from archive_builder.intake.unpack.opening import UNFOLDED, Sealed, Unpacked, opens, unpack
from archive_builder.intake.unpack.rars import NEEDS_UNPACKER, can_open_rar

__all__ = [
    "NEEDS_UNPACKER",
    "UNFOLDED",
    "Sealed",
    "Unpacked",
    "can_open_rar",
    "opens",
    "unpack",
]
