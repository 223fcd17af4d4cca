"""Whatever senders, people and the archivist do in whatever order: nothing is lost or doubled."""

from __future__ import annotations

from collections import Counter

import pytest
from campaign import SPAN, Senders, digest, picks
from crash_scenario import ROOTS
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test
from tiny_county import MANIFESTS

from archive_builder.archive import PROGRAM, UNDONE, Standing
from archive_builder.errors import UsageError
from archive_builder.intake.settle import ignored_because
from archive_builder.model import ReceiptState
from archive_builder.workflow.decisions import Assignment, assign, dismiss
from archive_builder.workflow.file import receive_once
from archive_builder.workflow.place import place_open
from archive_builder.workflow.status import status
from archive_builder.workflow.undoing import undo

CLERK = "示例员"
REQUIREMENTS = {"work.yaml": "ZW-06", "policy.yaml": "ZP-01"}


def in_force(trail: tuple[Standing, ...]) -> list[Standing]:
    """Decisions that were not taken back, worked out from the trail alone."""
    decided: list[Standing] = []
    for row in trail:
        if row.rule == UNDONE:
            decided = decided[:-1]
        else:
            decided.append(row)
    return decided


class Campaign(Senders):
    """The program, the archivist and the clerks at it, and what must hold all the time."""

    # what the program does

    @rule(seconds=st.sampled_from((0.0, 0.25, 1.0)))
    def look_early(self, seconds: float) -> None:
        """Times of change tell nothing; only what was seen before does."""
        self.now += seconds
        self._look()

    @rule(placing=st.booleans())
    def look_late(self, placing: bool) -> None:
        """All that lies there has long settled."""
        earlier, self.now = self.now, self.started + SPAN
        fresh = self._look()
        assert not fresh, f"not taken: {fresh}"
        if placing:
            self._by_the_program(lambda: place_open(self.session))
        self.now = earlier

    @rule()
    def place(self) -> None:
        self._by_the_program(lambda: place_open(self.session))

    @rule()
    def restart(self) -> None:
        self._close()
        self._open()

    def _look(self) -> Counter:
        """Look through the roots; what settled may be taken, once. What was not is returned."""
        fresh = Counter(self._fresh())
        last = max((s.receipt.id for s in self.catalogue.standings()), default=0)
        self._by_the_program(lambda: receive_once(self.session, self.looks))
        taken = [s.receipt for s in self.catalogue.standings() if s.receipt.id > last]
        came = Counter((r.root, r.path, r.sha256) for r in taken if r.container is None)
        assert came <= fresh, f"not there, or taken twice: {came - fresh}"
        self.kept |= {path: sha256 for root, path, sha256 in came if ROOTS[root] == "kept"}
        self._check_roots(came)
        return fresh - came

    def _fresh(self) -> list[tuple[str, str, str]]:
        """Files in the roots that are not in the record as they are."""
        found = [
            (root, path, digest((self._folder(root) / path).read_bytes()))
            for root in ROOTS
            for path in self._lying(root)
            if not ignored_because(path)
        ]
        return [
            (root, path, sha256)
            for root, path, sha256 in found
            if ROOTS[root] != "kept" or self.kept.get(path) != sha256
        ]

    def _check_roots(self, came: Counter) -> None:
        for root, path, sha256 in came:
            source = self._folder(root) / path
            assert source.exists() == (ROOTS[root] == "kept")
            assert self.session.archive.store.place(sha256).is_file()
        account = status(self.session)
        assert account.balanced
        assert account.not_taken == ()
        assert account.offline == ()

    def _by_the_program(self, work) -> None:
        """Let the program work, and see that it leaves alone what people decided."""
        before = {s.receipt.id: s for s in self.catalogue.standings()}
        work()
        for number, old in before.items():
            new = self.catalogue.standing(number)
            if old.actor not in ("", PROGRAM) and new != old:
                self._check_superseded(old, new)
        self._check_record()

    def _check_superseded(self, old: Standing, new: Standing) -> None:
        """Only a newer version of the same path may take the place of what a person decided."""
        newer = self.catalogue.standing(new.other)
        assert new.state is ReceiptState.SUPERSEDED, (old, new)
        assert (newer.receipt.root, newer.receipt.path) == (old.receipt.root, old.receipt.path)
        assert newer.receipt.id > old.receipt.id
        if old.filing:
            assert newer.filing.slot == old.filing.slot

    # what the archivist does

    @rule(file=st.sampled_from(sorted(REQUIREMENTS)), there=st.booleans())
    def edit_manifest(self, file: str, there: bool) -> None:
        text = MANIFESTS[file]
        another = text.replace(REQUIREMENTS[file], f"QT-{len(file):02}")
        self._edit(file, text if there else another)
        assert self.session.manifest_problems == ()

    @rule(file=st.sampled_from(sorted(REQUIREMENTS)))
    def break_and_mend_manifest(self, file: str) -> None:
        path, valid = self.root / "manifests" / file, self.session.slots
        text = path.read_text("utf-8")
        self._edit(file, text.replace("aspect:", "方面"))
        assert self.session.manifest_problems
        assert self.session.slots == valid
        self.look_late(placing=True)
        self._edit(file, text)
        assert self.session.slots == valid

    def _edit(self, file: str, text: str) -> None:
        (self.root / "manifests" / file).write_text(text, "utf-8")
        self.restart()

    # what people decide

    def _receipt(self, pick: int) -> Standing | None:
        standings = self.catalogue.standings()
        return standings[pick % len(standings)] if standings else None

    @rule(pick=picks, slot=picks)
    def assign(self, pick: int, slot: int) -> None:
        old, slots = self._receipt(pick), self.session.slots
        if not old or not slots:
            return
        chosen = slots[slot % len(slots)]
        part = None if chosen.part.key == "-" else chosen.part.key
        said = Assignment(str(old.receipt.id), chosen.unit.id, chosen.requirement.code, part, CLERK)
        try:
            assign(self.session, said)
        except UsageError:
            assert self.catalogue.standing(old.receipt.id) == old
            return
        new = self.catalogue.standing(old.receipt.id)
        assert (new.state, new.filing.slot, new.actor) == (ReceiptState.FILED, chosen.id, CLERK)

    @rule(pick=picks)
    def dismiss(self, pick: int) -> None:
        old = self._receipt(pick)
        if old and old.state is not ReceiptState.UNPACKED:
            dismiss(self.session, str(old.receipt.id), CLERK, "与本次无关")
            new = self.catalogue.standing(old.receipt.id)
            assert (new.state, new.actor) == (ReceiptState.DISMISSED, CLERK)

    @rule(pick=picks)
    def undo(self, pick: int) -> None:
        old = self._receipt(pick)
        if not old or old.state is ReceiptState.UNPACKED:
            return
        decided = in_force(self.catalogue.trail(old.receipt.id))
        try:
            undo(self.session, str(old.receipt.id), CLERK, "看错了")
        except UsageError:
            assert not decided
            return
        new, before = self.catalogue.standing(old.receipt.id), decided[:-1]
        stood = (before[-1].state, before[-1].filing) if before else (ReceiptState.PENDING, None)
        assert new.state is stood[0]
        assert bool(new.filing) == bool(stood[1])
        assert not new.filing or new.filing.slot == stood[1].slot

    # what must hold whenever the program has worked

    def _check_record(self) -> None:
        standings = self.catalogue.standings()
        numbers = [s.receipt.id for s in standings]
        assert len(set(numbers)) == len(numbers)
        assert self.trails.keys() <= set(numbers)
        for standing in standings:
            self._check_trail(standing)
        for sha256, size in self.catalogue.documents():
            data = self.session.archive.store.place(sha256).read_bytes()
            assert (digest(data), len(data)) == (sha256, size)
            assert sha256 in self.written

    def _check_trail(self, standing: Standing) -> None:
        number = standing.receipt.id
        trail = tuple(row.placement for row in self.catalogue.trail(number))
        assert trail[: len(self.trails.get(number, ()))] == self.trails.get(number, ())
        assert (trail[-1] if trail else None) == standing.placement
        self.trails[number] = trail


def explore(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Campaign,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_nothing_is_lost_or_doubled_whatever_happens():
    explore(examples=20, steps=20)


@pytest.mark.soak
def test_nothing_is_lost_or_doubled_in_long_campaigns():
    explore(examples=400, steps=50)
