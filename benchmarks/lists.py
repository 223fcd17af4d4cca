"""How fast and in how much memory all lists are made: python benchmarks/lists.py [FILINGS …]

By default 5,000 and 50,000 filings in the slots of the manifests that the program ships with, of
300 small texts, each filing under a name of its own; some slots hold none, some documents are
returned, signed, accepted or held on paper, some slots waived. Printed are, each in a process of
its own:

learned    reading the documents for the lists, once; what it found is kept (``known.json``).
lists      ``gaps`` with that known and no list made: every file of output/gaps is written.
again      ``gaps`` when nothing changed.
one more   ``gaps`` when one slot more has a remark.
imports    starting the program, which is part of all the others.

and how they grow from the fewest filings to the most. Exits with 1 when the lists of the most
take 10 s or 500 MB, or more.
"""

from __future__ import annotations

import multiprocessing
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import redirect_stdout, suppress
from io import StringIO
from pathlib import Path

FILINGS = (5_000, 50_000)
TEXTS = 300
DAY = "2021-12-22"
SECONDS, MEGABYTES = 10.0, 500.0
EMPTY_SLOTS, RETURNED, SIGNED, ACCEPTED, WAIVED, ON_PAPER = 3, 41, 3, 17, 53, 97
"""Every so manieth slot or filing is one of these."""
BATCH = 2_000

Cost = tuple[float, float]
"""Seconds, and megabytes at the peak."""


def lay_out(root: Path, filings: int) -> None:
    """A workspace whose record holds so many filings and the decisions on them."""
    from archive_builder.progress import Silent  # noqa: PLC0415  only in a process of its own
    from archive_builder.workflow import workspace  # noqa: PLC0415

    workspace.lay_out(root)
    with workspace.open_session(root, Silent()) as session:
        taken = [slot for i, slot in enumerate(session.slots) if i % EMPTY_SLOTS]
        numbers = _receive(session, filings, _store_texts(session))
        _file(session, taken, numbers)
        _decide(session, taken, numbers)


def _store_texts(session) -> list[tuple[str, int]]:
    store, source = session.archive.store, session.workspace.root / "source.tmp"
    staged = []
    for number in range(TEXTS):
        text = f"关于示例事项{number}的通知\n\n各村：\n正文为占位文本第{number}号。\n"
        source.write_text(text, "utf-8")
        staged.append(store.stage(source))
    source.unlink()
    store.settle(staged)
    return [(one.sha256, one.size) for one in staged]


def _receive(session, filings: int, texts: list[tuple[str, int]]) -> list[int]:
    from archive_builder.archive import Arriving, Parcel, Stamp  # noqa: PLC0415

    for start in range(0, filings, BATCH):
        rows = range(start, min(start + BATCH, filings))
        session.archive.catalogue.record(
            Parcel(Arriving(sha256, f"批次{n // 200}/材料{n:05}（138{n:08}）.txt", Stamp(size)))
            for n in rows
            for sha256, size in [texts[n % len(texts)]]
        )
    return [standing.receipt.id for standing in session.archive.catalogue.standings()]


def _file(session, slots, numbers: list[int]) -> None:
    from archive_builder.archive import PROGRAM, Placement  # noqa: PLC0415
    from archive_builder.model import ReceiptState  # noqa: PLC0415

    def placed(n: int) -> Placement:
        where = slots[n % len(slots)].id
        return Placement(ReceiptState.FILED, PROGRAM, "名称", "名称写明", where)

    groups = ([(number, None, placed(n))] for n, number in enumerate(numbers))
    assert len(session.archive.catalogue.place_all(groups)) == len(numbers)


def _decide(session, slots, numbers: list[int]) -> None:
    from archive_builder.archive import Deciding  # noqa: PLC0415
    from archive_builder.model import DecisionKind, Paper  # noqa: PLC0415

    def rows() -> Iterator[Deciding]:
        kinds = ((RETURNED, "退回"), (SIGNED, "盖章"), (SIGNED, "签字"), (ACCEPTED, "核收"))
        for n, number in enumerate(numbers):
            for every, kind in kinds:
                if n % every == 1:
                    slot = slots[n % len(slots)].id
                    why = f"第{n}件缺页，电话13800000000"
                    yield Deciding(DecisionKind(kind), slot, "示例员", why, receipt=number)
        for n, slot in enumerate(session.slots):
            if n % WAIVED == 0:
                yield Deciding(DecisionKind.WAIVE, slot.id, "示例员", "本村无此项工作")
            if n % ON_PAPER == 0:
                paper = Paper("示例登记簿", 12, "示例档案柜")
                yield Deciding(DecisionKind.PAPER, slot.id, "示例员", held=paper)

    session.archive.catalogue.decide(rows())


def list_gaps(root: Path) -> None:
    """What ``archive-builder gaps`` does."""
    from archive_builder.cli import main  # noqa: PLC0415

    sys.argv = ["archive-builder", "gaps", "--root", str(root), "--as-of", DAY]
    with redirect_stdout(StringIO()), suppress(SystemExit):
        main()


def remark_one(root: Path) -> None:
    from archive_builder.archive import Archive, Deciding  # noqa: PLC0415
    from archive_builder.model import DecisionKind, SlotId  # noqa: PLC0415

    with Archive(root / "archive") as archive:
        slot = SlotId("xiaotang", "ZR-04")
        archive.catalogue.decide([Deciding(DecisionKind.REMARK, slot, "示例员", value="正在补")])


def start_only(_: Path) -> None:
    import archive_builder.cli  # noqa: F401, PLC0415


def cost_of(work, *values: object) -> Cost:
    """Seconds and peak memory of a new process that does this work, its start included."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=_tell_cost, args=(results, work, values))
    began = time.perf_counter()
    process.start()
    peak = float(results.get())
    process.join()
    return time.perf_counter() - began, peak


def _tell_cost(results, work, values: tuple[object, ...]) -> None:
    work(*values)
    results.put(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def measure(filings: int) -> dict[str, Cost]:
    with tempfile.TemporaryDirectory(prefix="lists-") as name:
        root = Path(name) / "ws"
        cost_of(lay_out, root, filings)
        costs = {"imports": cost_of(start_only, root), "learned": cost_of(list_gaps, root)}
        files = sum(path.is_file() for path in (root / "output/gaps").rglob("*"))
        shutil.rmtree(root / "output/gaps")
        (root / "output/.cache/made.json").unlink()
        costs["lists"] = cost_of(list_gaps, root)
        assert files == sum(path.is_file() for path in (root / "output/gaps").rglob("*"))
        costs["again"] = cost_of(list_gaps, root)
        remark_one(root)
        costs["one more"] = cost_of(list_gaps, root)
    print(f"{filings:6} filings, {files} files:", flush=True)
    for what, (seconds, megabytes) in costs.items():
        print(f"    {what:9} {seconds:7.2f} s  {megabytes:6.0f} MB", flush=True)
    return costs


def main() -> None:
    sizes = [int(argument) for argument in sys.argv[1:]] or FILINGS
    costs = {filings: measure(filings) for filings in sizes}
    first, last = costs[min(sizes)], costs[max(sizes)]
    for what in ("lists", "again"):
        time_, memory = (b / a for a, b in zip(first[what], last[what], strict=True))
        print(f"{what}: {time_:.2f} times the time, {memory:.2f} times the memory")
    seconds, megabytes = last["lists"]
    met = seconds < SECONDS and megabytes < MEGABYTES
    print(f"lists of {max(sizes)}: {'met' if met else 'MISSED'}: {SECONDS:g} s, {MEGABYTES:g} MB")
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
