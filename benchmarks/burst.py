"""How fast and in how much memory a burst is received: python benchmarks/burst.py [FOLDER [PART …]]

FOLDER (default: the system's folder for temporary files) holds some 6 GB meanwhile and should lie
on the disk of the workspace. Parts, all by default and in this order:

timing    20,000 files of 10 kB and 2,000 of 1 MB, random bytes in folders of 200, settled:
          receiving (settling, copying, hashing, syncing, recording, verifying, moving aside;
          identifying is apart) against ``cp -r`` + ``sha256sum`` of every copy + ``sync`` of the
          same tree. Printed are the medians of 5 alternating runs in seconds, and their ratio
          against its target.
memory    peak memory (RSS) of a process that receives 1,000, 5,000 and 20,000 files of 10 kB.
identify  files a second that are read, identified and placed: small texts, already received.
watch     both trees copied in while ``archive-builder watch`` runs: seconds until every file is in
          the record, and whether ``status --json`` balances and leaves none unlisted. Exits with 1
          when it does not.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median

from archive_builder.archive import Archive
from archive_builder.intake import Box, Looks, reach, receive
from archive_builder.model import IntakeRules, Root
from archive_builder.progress import Silent

RUNS = 5
DAY = date(2021, 12, 22)
RULES = IntakeRules()
IN_FOLDER = 200
LOADS = ((20_000, 10_000, 6.0), (2_000, 1_000_000, 2.0))
"""Files, bytes of each, and how many times as long as copying they may take."""
MEMORY_FILES = (1_000, 5_000, 20_000)
TEXTS = 500
WATCH_SECONDS = 1_200


def fill(folder: Path, files: int, size: int) -> None:
    """Make a tree of files of random bytes."""
    for number in range(files):
        place = folder / f"批次{number // IN_FOLDER:03}" / f"文件{number:05}.bin"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(os.urandom(size))


@contextmanager
def scratch(folder: Path | None) -> Iterator[Path]:
    """A folder of our own, on the disk of `folder`, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="burst-", dir=folder) as name:
        yield Path(name)


def let_settle() -> None:
    """Wait until what was made or moved just now is as old as settled files are."""
    os.sync()
    time.sleep(RULES.settling.quiet + 0.2)


def take_all(place: Path, incoming: Path, expected: int) -> None:
    """Receive all of `incoming` into a new record."""
    root = Root(path=str(incoming))
    with Archive(place / "archive") as archive:
        box = reach(root, place, archive.catalogue)
        assert isinstance(box, Box)
        intake = receive(box, archive, RULES, DAY, Silent(), looks=Looks())
    assert intake.received == expected, intake.received


def give_back(place: Path, incoming: Path) -> None:
    """Lay the tree back as it was before it was received, and forget the record."""
    shutil.rmtree(place / "archive")
    taken = incoming / ".taken" / DAY.isoformat()
    for batch in incoming.glob("批次*"):
        batch.rmdir()
    for batch in taken.iterdir():
        batch.rename(incoming / batch.name)


def copy_all(place: Path, incoming: Path) -> None:
    """What one does without the program: copy, hash the copies, sync."""
    copy = place / "copy"
    subprocess.run(["cp", "-r", str(incoming), str(copy)], check=True)
    hashing = ["find", str(copy), "-type", "f", "-exec", "sha256sum", "{}", "+"]
    subprocess.run(hashing, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["sync"], check=True)


def seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def timing(folder: Path | None) -> None:
    for files, size, target in LOADS:
        with scratch(folder) as place:
            incoming = place / "incoming"
            fill(incoming, files, size)
            ours, theirs = [], []
            for _ in range(RUNS):
                let_settle()
                ours.append(seconds(lambda: take_all(place, incoming, files)))  # noqa: B023
                give_back(place, incoming)
                let_settle()
                theirs.append(seconds(lambda: copy_all(place, incoming)))  # noqa: B023
                shutil.rmtree(place / "copy")
            report(files, size, ours, theirs, target)


def report(files: int, size: int, ours: list[float], theirs: list[float], target: float) -> None:
    ratio = median(ours) / median(theirs)
    print(
        f"{files:6} × {size / 1000:g} kB: received in {median(ours):.2f} s"
        f" ({min(ours):.2f} to {max(ours):.2f}), copied in {median(theirs):.2f} s"
        f" ({min(theirs):.2f} to {max(theirs):.2f}): ratio {ratio:.2f}"
        f" ({'met' if ratio <= target else 'MISSED'}: target ≤ {target:g})",
        flush=True,
    )


def memory(folder: Path | None) -> None:
    peaks = {}
    for files in MEMORY_FILES:
        with scratch(folder) as place:
            fill(place / "incoming", files, 10_000)
            let_settle()
            peaks[files] = peak_of(take_all, place, place / "incoming", files)
            print(f"{files:6} files received in {peaks[files]:.1f} MB", flush=True)
    first, last = MEMORY_FILES[0], MEMORY_FILES[-1]
    print(f"{last} files take {peaks[last] / peaks[first]:.2f} times the memory of {first}")


def peak_of(work: Callable[..., None], *values: object) -> float:
    """Peak memory in MB of a new process that does this work."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=_tell_peak, args=(results, work, values))
    process.start()
    peak = float(results.get())
    process.join()
    return peak


def _tell_peak(results, work: Callable[..., None], values: tuple[object, ...]) -> None:
    work(*values)
    results.put(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def identify(folder: Path | None) -> None:
    from archive_builder.workflow.file import receive_patiently  # noqa: PLC0415  heavy
    from archive_builder.workflow.place import place_open  # noqa: PLC0415
    from archive_builder.workflow.workspace import lay_out, open_session  # noqa: PLC0415

    with scratch(folder) as place:
        lay_out(place / "ws")
        for number in range(TEXTS):
            path = place / "ws" / "incoming" / f"批次{number // IN_FOLDER}" / f"通知{number}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"关于示例事项{number}的通知\n\n各村：\n正文为占位文本。\n", "utf-8")
        with open_session(place / "ws", Silent()) as session:
            receive_patiently(session)
            took = seconds(lambda: place_open(session))
    print(f"{TEXTS} small texts identified in {took:.1f} s: {TEXTS / took:.0f} a second")


def watch(folder: Path | None) -> None:
    with scratch(folder) as place:
        product(place, "init", str(place / "ws"))
        for files, size, _ in LOADS:
            fill(place / f"{size}", files, size)
        watching = subprocess.Popen([*PRODUCT, "watch"], cwd=place / "ws")
        try:
            began = time.perf_counter()
            for _, size, _ in LOADS:
                shutil.copytree(place / f"{size}", place / "ws" / "incoming" / f"{size}")
            print(f"copied in within {time.perf_counter() - began:.0f} s", flush=True)
            account = when_all_are_in(place / "ws", sum(files for files, _, _ in LOADS))
            print(f"all in the record after {time.perf_counter() - began:.0f} s", flush=True)
        finally:
            watching.send_signal(signal.SIGTERM)
            watching.wait()
    check_account(account)


PRODUCT = [sys.executable, "-m", "archive_builder"]


def product(place: Path, *command: str) -> str:
    return subprocess.run(
        [*PRODUCT, *command], cwd=place, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def when_all_are_in(root: Path, files: int) -> dict:
    """The account, once it has as many receipts as files were sent."""
    deadline = time.monotonic() + WATCH_SECONDS
    while True:
        account = json.loads(product(root, "status", "--json"))
        if len(account["receipts"]) >= files or time.monotonic() > deadline:
            return account
        time.sleep(5)


def check_account(account: dict) -> None:
    files = sum(files for files, _, _ in LOADS)
    paths = {receipt["path"] for receipt in account["receipts"]}
    figures = f"{len(account['receipts'])} receipts of {files} files, {len(paths)} paths"
    lost = account["not_taken"]
    print(f"{figures}, balanced: {account['balanced']}, unlisted: {len(lost)}")
    if not (account["balanced"] and not lost and len(account["receipts"]) == len(paths) == files):
        sys.exit(1)


PARTS = {"timing": timing, "memory": memory, "identify": identify, "watch": watch}


def main() -> None:
    folder = Path(sys.argv[1]) if sys.argv[1:] and sys.argv[1] else None
    for name in sys.argv[2:] or PARTS:
        PARTS[name](folder)


if __name__ == "__main__":
    main()
