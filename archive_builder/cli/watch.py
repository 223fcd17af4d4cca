"""`archive-builder watch`."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from types import FrameType

from archive_builder.cli.console import HERE, Root
from archive_builder.workflow.watch import Bell, watch

_SIGNALS = {
    name: why
    for name, why in (
        ("SIGINT", "按了 Ctrl-C"),
        ("SIGTERM", "系统要求停止"),
        ("SIGBREAK", "窗口关闭或系统要求停止"),
    )
    if hasattr(signal, name)
}


def command(root: Root = HERE) -> None:
    """值守来件箱：来一件收一件，随即辨认归档；按 Ctrl-C 停止。"""
    with _bell() as bell:
        watch(root, bell, [logging.StreamHandler(sys.stdout)])


@contextmanager
def _bell() -> Iterator[Bell]:
    """A bell that the system's requests to stop ring, however often."""
    bell: Bell = SimpleQueue()

    def ring(number: int, _: FrameType | None) -> None:
        bell.put(_SIGNALS[signal.Signals(number).name])

    before = {name: signal.signal(getattr(signal, name), ring) for name in _SIGNALS}
    try:
        yield bell
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
