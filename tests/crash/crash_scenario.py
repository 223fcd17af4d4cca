"""What is sent, the passes over it, and what is left in the end, clocks and numbers apart."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

from tiny_county import put

from archive_builder import fsio
from archive_builder.archive import Catalogue, Standing, check_fixity
from archive_builder.progress import Silent
from archive_builder.workflow.file import file_arrivals
from archive_builder.workflow.status import status
from archive_builder.workflow.workspace import Session, open_session

WAVES = 2
_FIRST_DAY = date(2021, 12, 20)
ROOTS = {"incoming": "incoming", "共享盘": "kept"}
_ROSTER = "ZP-01 花名册/户籍人口.txt"


def send(root: Path, wave: int) -> None:
    """What people put into the roots before a pass."""
    (_first, _second)[wave](root / "incoming", root / "kept")


def _first(incoming: Path, kept: Path) -> None:
    put(incoming, f"某镇/东村/{_ROSTER}", "东村户籍人口花名册\n户001\n".encode())
    put(incoming, "某镇/东村/ZW-06 走访台账/台账.txt", "东村走访台账\n".encode())
    put(incoming, "某镇/~$台账.docx", b"lock")
    put(incoming, "散件.txt", "无题\n".encode())
    put(incoming, "散件 副本.txt", "无题\n".encode())
    put(incoming, "空.txt", b"")
    put(incoming, "很大.bin", bytes(range(256)) * 6000)
    (incoming / "链接.txt").symlink_to("散件.txt")
    put(incoming, "某镇/东村.zip", _packed())
    put(kept, f"西村/{_ROSTER}", "西村户籍人口花名册\n户002\n".encode())
    put(kept, "西村/散件.txt", "无题\n".encode())
    put(kept, "甲/乙/丙/深处.txt", "深处\n".encode())


def _second(incoming: Path, kept: Path) -> None:
    put(incoming, f"某镇/东村/{_ROSTER}", "东村户籍人口花名册\n户001\n户003\n".encode())
    put(incoming, "后来.txt", "后来\n".encode())
    put(kept, f"西村/{_ROSTER}", "西村户籍人口花名册\n户002\n户004\n".encode())
    (kept / "甲/乙/丙/深处.txt").unlink()


def _packed() -> bytes:
    inner = packed_as({"走访.txt": "内层\n"})
    members = {"ZP-01 花名册/脱贫人口.txt": "东村脱贫人口花名册\n", "里面.zip": inner}
    return packed_as({**members, "../逃.txt": "出去\n", "Thumbs.db": "x", "散件.txt": "无题\n"})


def packed_as(members: dict[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return data.getvalue()


def pass_over(root: Path, wave: int) -> None:
    """One pass, each wave on a day of its own."""
    with (
        patch.object(Session, "today", lambda _: _FIRST_DAY + timedelta(days=wave)),
        open_session(root, Silent()) as session,
    ):
        file_arrivals(session)


def state(root: Path) -> dict[str, object]:
    """All that counts in a workspace; clocks, numbers and rebuildable caches apart."""
    with open_session(root, Silent()) as session:
        account = status(session)
        names = dict(_names(session.archive.catalogue.standings()))
        faults = check_fixity(session.archive.store, session.archive.catalogue, Silent())
        return {
            "documents": sorted(session.archive.catalogue.documents()),
            "receipts": _receipts(session, names),
            "passed over": _passed(session.archive.catalogue),
            "lying": list(_lying(session.archive.catalogue)),
            "gone": account.gone,
            "balanced": account.balanced,
            "not taken": account.not_taken,
            "counts": account.counts,
            "faults": [str(fault) for fault in faults],
            "files": _files(root),
        }


def _names(standings: tuple[Standing, ...]) -> Iterator[tuple[int, str]]:
    """By number of a receipt, a name that says how the manyeth it is from its path."""
    seen: Counter[str] = Counter()
    for standing in standings:
        place = standing.receipt.shown
        seen[place] += 1
        yield standing.receipt.id, f"{place}#{seen[place]}"


def _receipts(session: Session, names: dict[int, str]) -> list[tuple[object, ...]]:
    catalogue = session.archive.catalogue
    return sorted(
        (
            names[standing.receipt.id],
            standing.receipt.sha256,
            names.get(standing.receipt.container or 0, ""),
            *(_said(row, names) for row in catalogue.trail(standing.receipt.id)),
        )
        for standing in catalogue.standings()
    )


def _said(row: Standing, names: dict[int, str]) -> str:
    reason = re.sub(r"(\d+) 号来件", lambda m: names[int(m[1])], row.reason)
    slot = row.filing.slot if row.filing else ""
    return f"{row.state} {slot} {row.actor} {row.rule} {reason} {names.get(row.other or 0, '')}"


def _passed(catalogue: Catalogue) -> list[tuple[str, ...]]:
    return sorted((p.root, p.path, p.state, p.reason) for p in catalogue.passed_over())


def _lying(catalogue: Catalogue) -> Iterator[tuple[str, ...]]:
    for root in ROOTS:
        for path in catalogue.lying_paths(root):
            lying = catalogue.lying(root, path)
            yield root, path, lying.sha256 if lying else ""


def _files(root: Path) -> dict[str, str]:
    """Every file of the workspace by path, with the beginning of its SHA-256.

    What an atomic write that was cut short leaves beside its target (``.part-…``) is no content.
    """
    return {
        path: _content(root / path)
        for path in sorted(_paths(root))
        if not path.startswith("archive/catalogue.sqlite")
        and not path.endswith("lock")
        and "/.part-" not in path
    }


def _paths(root: Path) -> Iterator[str]:
    for folder, _, files in os.walk(root):
        for name in files:
            yield Path(folder, name).relative_to(root).as_posix()


def _content(path: Path) -> str:
    return str(path.readlink()) if path.is_symlink() else fsio.sha256_of(path)[:12]


def differences(expected: dict[str, object], found: dict[str, object]) -> list[str]:
    """What differs between two states, in lines."""
    lines = []
    for key, value in expected.items():
        old, new = _lines(value), _lines(found[key])
        lines += [f"{key} - {line}" for line in sorted(old - new)]
        lines += [f"{key} + {line}" for line in sorted(new - old)]
        if old == new and value != found[key] and not isinstance(value, dict):
            lines.append(f"{key}: {value} → {found[key]}")
    return lines


def _lines(value: object) -> set[str]:
    if isinstance(value, dict):
        return {f"{key}: {item}" for key, item in value.items()}
    if isinstance(value, list | tuple):
        return {str(item) for item in value}
    return {str(value)}
