"""Panics of libraries written in Rust (rdocx, python-calamine), as ordinary exceptions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Panic(Exception):
    """A library written in Rust gave up on its input."""


@contextmanager
def panics_raised() -> Iterator[None]:
    """Raise `Panic` for a Rust panic.

    PyO3 derives panics from BaseException and exports no class, so that only the name tells.
    """
    try:
        yield
    except Exception:
        raise
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Panic(str(error)) from error
