"""A workspace small enough to be opened hundreds of times, and a stand-in for conversion."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from unittest.mock import patch

import archive_builder.intake
from archive_builder import convert, manifest
from archive_builder.fsio import durability
from archive_builder.model import Manifests, Rendition, Text
from archive_builder.workflow.workspace import Session

MANIFESTS = {
    "campaign.yaml": """\
name: 某次评估
year: 2021
zone: Asia/Shanghai
compiler: 档案资料组
county: xian
fonds: {name: 某县}
localities:
  - {level: 中央, names: [中央], shown: 国家}
  - {level: 省, names: [某省], shown: 自治区}
  - {level: 市, names: [某市], shown: 市}
  - {level: 县, names: [某县], shown: 县(区)}
  - {level: 乡, names: [某镇], shown: 乡镇}
indicators:
  - {code: 1.1, aspect: 责任落实, title: 主体责任}
""",
    "units.yaml": """\
units:
  - {id: xian, name: 某县, kind: county}
  - {id: zhen, name: 某镇, kind: township}
  - {id: cun, name: 东村, kind: village, parent: zhen}
  - {id: xicun, name: 西村, kind: village, parent: zhen}
""",
    "responsibility.yaml": """\
aspect: 责任落实
requirements:
  - {code: XJ-01, title: 会议纪要, collectors: [xian], indicators: [1.1]}
""",
    "policy.yaml": """\
aspect: 政策落实
requirements:
  - {code: ZP-01, title: 花名册, owners: {kind: village}, parts: [户籍人口, 脱贫人口]}
""",
    "work.yaml": """\
aspect: 工作落实
requirements:
  - {code: ZW-06, title: 走访台账, owners: {kind: village}}
""",
    "results.yaml": """\
aspect: 成效巩固
requirements:
  - {code: BM-11, title: 经验材料, owners: {kind: township}}
""",
    "volumes.yaml": """\
volumes:
  - {aspect: 责任落实, category: 责任}
  - {aspect: 政策落实, category: 政策}
  - {aspect: 工作落实, category: 工作}
  - {aspect: 成效巩固, category: 成效}
""",
    "compilations.yaml": "compilations: []\n",
    "issuers.yaml": "issuers:\n  - {mark: 国发, name: 国务院, level: 中央}\n",
    "intake.yaml": """\
settle: {quiet: 0.5, patience: 1}
roots:
  - {name: incoming, path: incoming, after: move}
  - {name: 共享盘, path: kept, after: keep, watch: polling}
""",
}
"""Two villages, four requirements; one root that moves what it takes and one that keeps it."""

LATER = 3600.0
"""Seconds that the clock of intake is ahead, so that whatever lies there has settled."""


def lay_tiny(root: Path) -> None:
    """Make a workspace without a record."""
    for folder in ("manifests", "incoming", "output", "kept"):
        (root / folder).mkdir(parents=True)
    for name, text in MANIFESTS.items():
        (root / "manifests" / name).write_text(text, "utf-8")


def put(root: Path, path: str, data: bytes) -> Path:
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return place


class NoRenditions:
    """Stands for the cache of renditions; nothing is kept."""

    def forget(self, _: Rendition) -> None:
        """Nothing to forget."""


def read_plainly(sources: Sequence[convert.Source], *_: object) -> dict[str, Rendition]:
    """Take every document for a text; no pages, no cache, no worker processes."""
    return {source.sha256: _plain(source) for source in sources}


def _plain(source: convert.Source) -> Rendition:
    text = ""
    with suppress(UnicodeDecodeError):
        text = source.path.read_bytes()[:4096].decode()
    return Rendition(source.sha256, (), Text((text,)), "直读")


class HastyDatabase(sqlite3.Connection):
    """Does not wait for the disk: a killed process loses nothing that the system has."""

    def execute(self, sql, *args):
        return super().execute(sql.replace("synchronous = FULL", "synchronous = OFF"), *args)


def _hasty(*args, connect=sqlite3.connect, **kwargs):
    return connect(*args, **{"factory": HastyDatabase, **kwargs})


_loaded: dict[str, Manifests] = {}


def load_once(folder: Path, load=manifest.load) -> Manifests:
    """Manifests as they are read; the same bytes only once."""
    digest = manifest.digest(folder)
    if digest not in _loaded:
        _loaded[digest] = load(folder)
    return _loaded[digest]


def now_later() -> float:
    return time.time() + LATER


def stand_in(clock=now_later):
    """Patches: documents are read plainly, intake goes by `clock`, nobody waits for the disk."""
    intake = archive_builder.intake
    return (
        patch.object(os, "fsync", lambda _: None),
        patch.object(durability, "_sync_file_system", lambda _: None),
        patch.object(sqlite3, "connect", _hasty),
        patch.object(manifest, "load", load_once),
        patch.object(convert, "convert_all", read_plainly),
        patch.object(Session, "renditions", NoRenditions()),
        patch.object(intake, "receive", partial(intake.receive, clock=clock)),
        patch.object(
            intake,
            "receive_patiently",
            partial(intake.receive_patiently, clock=clock, pause=lambda _: None),
        ),
        patch.object(intake, "preview", partial(intake.preview, clock=clock)),
    )
