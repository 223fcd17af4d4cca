"""A root, a record and a clock that only moves when a test says so."""

import time
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from archive_builder.archive import Archive
from archive_builder.intake import Box, Looks, preview, reach, receive, receive_patiently
from archive_builder.model import After, IntakeRules, ReceiptState, Root, Settling
from archive_builder.progress import Silent

DAY = date(2021, 12, 22)
RULES = IntakeRules(settling=Settling(quiet=2.0, patience=10.0))


@dataclass
class Desk:
    """What a test drives: one root of a workspace."""

    workspace: Path
    archive: Archive
    root: Root = field(default_factory=Root)
    now: float = field(default_factory=lambda: time.time() + 3600)
    looks: Looks = field(default_factory=Looks)
    pauses: list[float] = field(default_factory=list)
    rules: IntakeRules = RULES
    vouched: bool = True

    @property
    def incoming(self) -> Path:
        return self.workspace / self.root.path

    def put(self, path: str, data: bytes = b"text") -> Path:
        place = self.incoming / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        return place

    def reach(self) -> Box:
        box = reach(self.root, self.workspace, self.archive.catalogue)
        assert isinstance(box, Box), box
        return replace(box, vouched=self.vouched)

    def look(self):
        return receive(
            self.reach(),
            self.archive,
            self.rules,
            DAY,
            Silent(),
            looks=self.looks,
            clock=lambda: self.now,
        )

    def look_patiently(self, during=lambda: None):
        def pause(seconds):
            self.pauses.append(seconds)
            self.now += seconds
            during()

        return receive_patiently(
            self.reach(),
            self.archive,
            self.rules,
            DAY,
            Silent(),
            pause=pause,
            clock=lambda: self.now,
        )

    def preview(self):
        return preview(self.reach(), self.archive, self.rules, clock=lambda: self.now)

    def paths(self) -> list[str]:
        return [s.receipt.path for s in self.archive.catalogue.standings()]

    def states(self) -> list[tuple[str, ReceiptState]]:
        return [(s.receipt.path, s.state) for s in self.archive.catalogue.standings()]

    def contents(self) -> list[bytes]:
        store = self.archive.store
        standings = self.archive.catalogue.standings()
        return [store.place(s.receipt.sha256).read_bytes() for s in standings]

    def left(self, intake) -> dict[str, str]:
        """What a look left, without the root's own marks."""
        own = (self.root.sentinel, "README.md")
        return {p.path: p.reason for p in intake.passed_over if p.path not in own}


@pytest.fixture
def desk(tmp_path):
    workspace = tmp_path / "ws"
    (workspace / "incoming").mkdir(parents=True)
    with Archive(workspace / "archive") as archive:
        yield Desk(workspace, archive)


@pytest.fixture
def kept(tmp_path):
    """A root whose sources stay where they are."""
    workspace = tmp_path / "ws"
    (workspace / "同步").mkdir(parents=True)
    with Archive(workspace / "archive") as archive:
        yield Desk(workspace, archive, Root("同步盘", "同步", After.KEEP))
