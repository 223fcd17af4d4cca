"""A conversion killed at any change of the cache leaves nothing that would be taken for whole."""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from archive_builder.convert import Renditions, Source, run
from archive_builder.typeset.fonts import FontSet, load_fonts

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")

WRITING = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.truncate"})
TEXT = "关于开展自查的通知\n" * 60


class KilledAt:
    """An audit hook that ends the process before its n-th change below a folder."""

    def __init__(self, folder: Path, moment: int) -> None:
        self.folder, self.left = str(folder), moment

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if event not in WRITING or not str(arguments[0]).startswith(self.folder):
            return
        if event == "open" and not int(arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR):
            return
        self.left -= 1
        if self.left < 0:
            os._exit(9)


def ended(renditions: Renditions, source: Source, moment: int) -> int:
    """The exit code of a child that converts and is killed at a moment, if it gets there."""
    child = os.fork()
    if child == 0:
        sys.addaudithook(KilledAt(renditions.folder, moment))
        run.make(run.Job(source, renditions))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture(scope="module")
def fonts() -> FontSet:
    return load_fonts()


def test_killed_at_any_change_nothing_half_made_is_used(tmp_path: Path, fonts: FontSet) -> None:
    document = tmp_path / "通知.txt"
    document.write_text(TEXT, encoding="utf-8")
    source = Source(sha256(document.read_bytes()).hexdigest(), document, document.name)
    whole = Renditions(tmp_path / "whole", fonts, None)
    expected = run.make(run.Job(source, whole))
    pdf = whole.path(expected).read_bytes()
    moments = 0
    while True:
        held = Renditions(tmp_path / f"cache{moments}", fonts, None)
        if ended(held, source, moments) == 0:
            break
        found = held.get(source.sha256)
        assert found in (None, expected)
        if found:
            assert held.path(found).read_bytes() == pdf
        assert run.make(run.Job(source, held)) == expected
        assert held.path(expected).read_bytes() == pdf
        moments += 1
    assert moments >= 6
