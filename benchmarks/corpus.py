"""Whether the whole product takes any folder of documents: python benchmarks/corpus.py FOLDER.

One pass (receive, convert, identify, file) over a copy of FOLDER in a fresh workspace, in a process
of its own. Printed are the seconds it took, the peak memory (RSS) of that process and of the
largest of its children, and how many arrivals stand where, with every reason why one was refused or
waits for a person. Exits with 1 when the pass fails or is not done in an hour, when a file is
unlisted or listed twice, when the account does not balance, or when our own process took more than
1 GB.
"""

from __future__ import annotations

import multiprocessing
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from archive_builder.model import ReceiptState
from archive_builder.progress import Silent
from archive_builder.workflow.file import file_arrivals
from archive_builder.workflow.status import Status, status
from archive_builder.workflow.workspace import lay_out, open_session

SECONDS = 3_600
OWN_MB = 1_024
TOLD = (ReceiptState.REFUSED, ReceiptState.DECISION)


def one_pass(root: Path, results) -> None:
    """Do the pass; tell seconds, our peak memory, our children's, and the account."""
    began = time.perf_counter()
    with open_session(root, Silent()) as session:
        file_arrivals(session)
        account = status(session)
    peaks = [
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    results.put((time.perf_counter() - began, *peaks, account))


def run(root: Path) -> tuple[float, float, float, Status]:
    """The pass in a new process, so that its memory is its own."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=one_pass, args=(root, results))
    process.start()
    deadline = time.monotonic() + SECONDS
    while results.empty():
        process.join(0.5)
        if process.exitcode is not None and results.empty():
            sys.exit(f"the pass died: exit code {process.exitcode}")
        if time.monotonic() > deadline:
            process.terminate()
            sys.exit(f"the pass was not done in {SECONDS} s")
    return results.get()


def top_level(account: Status, sent: set[str]) -> Counter[str]:
    """How often each file that was sent is in the account; members of archives left out."""
    received = [str(row["path"]) for row in account.receipts]
    left = [row.shown for row in account.listed]
    passed = [path for path in left if path not in set(received)]
    return Counter(path for path in (*received, *passed) if path in sent)


def tell(account: Status) -> None:
    print(f"{account.arrivals} arrivals: {account.counts}, {account.unpacked} archives unpacked")
    for row in account.listed:
        if row.state in TOLD:
            print(f"  {row.state} {row.shown}：{row.reason}")


def main() -> None:
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="corpus-") as name:
        root = Path(name) / "ws"
        lay_out(root)
        shutil.copytree(folder, root / "incoming", symlinks=True, dirs_exist_ok=True)
        files = [path for path in (root / "incoming").rglob("*") if not path.is_dir()]
        sent = {path.relative_to(root / "incoming").as_posix() for path in files} - {"README.md"}
        took, own, children, account = run(root)
    tell(account)
    times = top_level(account, sent)
    unlisted = sorted(sent - times.keys()) + list(account.not_taken)
    twice = sorted(path for path, n in times.items() if n > 1)
    print(f"{len(sent)} files in {took:.0f} s; peak memory {own:.0f} MB, child {children:.0f} MB")
    print(f"balanced: {account.balanced}, unlisted: {unlisted}, listed twice: {twice}")
    if not account.balanced or unlisted or twice or own > OWN_MB:
        sys.exit(1)


if __name__ == "__main__":
    main()
