"""The commands: one file each, thin over workflow; errors become exit codes here."""

from archive_builder.cli.app import main

__all__ = ["main"]
