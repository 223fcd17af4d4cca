"""Reading mails, whichever program kept them: what they say, and what is attached to them."""

from archive_builder.mail.letter import Letter

__all__ = ["Letter"]
