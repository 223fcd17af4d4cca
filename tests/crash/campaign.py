"""Senders at a workspace with one root that moves what it takes and one that keeps it."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from crash_scenario import ROOTS, packed_as
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from tiny_county import lay_tiny, put, stand_in

from archive_builder.progress import Silent
from archive_builder.workflow.workspace import open_session

SPAN = 1e6
"""Seconds before and after now: times of change lie wholly ahead, or long past."""

PATHS = (
    "东村/ZP-01 花名册/户籍人口.txt",
    "东村/ZW-06 走访台账/台账.txt",
    "甲/东村走访台账.txt",
    "甲/散件.txt",
    "散件.txt",
    "~$散件.docx",
)
FOLDERS = ("东村", "西村", "甲", "乙")
TEXTS = ("", "无题\n", "东村户籍人口花名册\n户001\n", "东村走访台账\n", "西村走访台账\n")
PACKED = (
    {"散件.txt": "无题\n"},
    {"东村/ZW-06 走访台账/台账.txt": "东村走访台账\n", "乙.txt": "乙\n"},
)

roots = st.sampled_from(sorted(ROOTS))
picks = st.integers(0, 10**6)
"""Picks one of what is there, whatever that is."""


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Senders(RuleBasedStateMachine):
    """What senders do, and the workspace that they do it to.

    Attributes:
        written: SHA-256 of all bytes that anybody ever wrote.
        kept: by path in the root that keeps its files, what was taken there last.
        trails: by receipt, the numbers of the decisions on it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.root = self.place / "ws"
        self.written: set[str] = set()
        self.kept: dict[str, str] = {}
        self.trails: dict[int, tuple[int, ...]] = {}
        self.started = time.time()
        self.now = self.started - SPAN
        self.stack = ExitStack()
        self.session = None

    @initialize()
    def begin(self) -> None:
        lay_tiny(self.root)
        for change in stand_in(lambda: self.now):
            self.stack.enter_context(change)
        self._open()

    def teardown(self) -> None:
        self._close()
        self.stack.close()
        shutil.rmtree(self.place)

    def _open(self) -> None:
        self.looks = {}
        self.opened = open_session(self.root, Silent(), strict=False)
        self.session = self.opened.__enter__()
        self.catalogue = self.session.archive.catalogue

    def _close(self) -> None:
        if self.session:
            self.opened.__exit__(None, None, None)

    # what senders do

    def _folder(self, root: str) -> Path:
        return self.root / ROOTS[root]

    def _lying(self, root: str) -> list[str]:
        """Paths that senders left in a root, in order."""
        found = []
        for folder, folders, files in os.walk(self._folder(root)):
            folders[:] = sorted(name for name in folders if name != ".taken")
            found += [Path(folder, name) for name in files if name != ".archive-root"]
        return sorted(str(path.relative_to(self._folder(root))) for path in found)

    def _pick(self, root: str, pick: int) -> Path | None:
        there = self._lying(root)
        return self._folder(root) / there[pick % len(there)] if there else None

    @rule(root=roots, path=st.sampled_from(PATHS), text=st.sampled_from(TEXTS))
    def arrive_or_overwrite(self, root: str, path: str, text: str) -> None:
        put(self._folder(root), path, text.encode())
        self.written.add(digest(text.encode()))

    @rule(root=roots, content=st.sampled_from(PACKED))
    def arrive_packed(self, root: str, content: dict[str, str]) -> None:
        data = packed_as(content)
        put(self._folder(root), "东村.zip", data)
        self.written |= {digest(data), *(digest(text.encode()) for text in content.values())}

    @rule(root=roots, pick=picks)
    def grow(self, root: str, pick: int) -> None:
        path = self._pick(root, pick)
        if path and path.suffix != ".zip":
            with path.open("ab") as file:
                file.write("又一行\n".encode())
            self.written.add(digest(path.read_bytes()))

    @rule(root=roots, pick=picks, name=st.sampled_from(PATHS))
    def rename(self, root: str, pick: int, name: str) -> None:
        path, target = self._pick(root, pick), self._folder(root) / name
        if path and path.suffix != ".zip":
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)

    @rule(root=roots, pick=picks)
    def delete(self, root: str, pick: int) -> None:
        path = self._pick(root, pick)
        if path:
            path.unlink()

    @rule(root=roots, old=st.sampled_from(FOLDERS), new=st.sampled_from(FOLDERS))
    def move_folder(self, root: str, old: str, new: str) -> None:
        source, target = self._folder(root) / old, self._folder(root) / new
        if source.is_dir() and not target.exists():
            source.rename(target)
