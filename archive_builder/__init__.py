"""Assembles a county's evidence archive and prints it bound."""

__version__ = "0.1.0"
