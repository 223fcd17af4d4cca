"""How documents come in: the roots that are watched, and what an arrival may cost."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

OWN_ROOT = "incoming"
"""Name of the root that every workspace has; paths in it are shown without it."""


class After(StrEnum):
    """What becomes of a source once it is in the record."""

    MOVE = "move"
    KEEP = "keep"


class Watching(StrEnum):
    """How a root is watched: `auto` takes native events on local disks, else polling."""

    AUTO = "auto"
    NATIVE = "native"
    POLLING = "polling"


@dataclass(frozen=True, slots=True)
class Root:
    """来件箱: a folder where documents arrive.

    Attributes:
        name: names the root in the record; never changed once used.
        path: absolute, or relative to the workspace.
        sentinel: file that stands in the root; while it is gone the root is offline, not empty.
    """

    name: str = OWN_ROOT
    path: str = "incoming"
    after: After = After.MOVE
    watching: Watching = Watching.AUTO
    sentinel: str = ".archive-root"


@dataclass(frozen=True, slots=True)
class Settling:
    """When a file counts as wholly there.

    Attributes:
        quiet: seconds that it must not have changed.
        patience: seconds after which one that does not end as its type must is taken as it is.
    """

    quiet: float = 2.0
    patience: float = 10.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one archive or message may unfold into, nested ones included.

    Attributes:
        entries: files at most.
        inflated: bytes really inflated at most.
        depth: archives within archives at most.
    """

    entries: int = 5000
    inflated: int = 4 << 30
    depth: int = 3


@dataclass(frozen=True, slots=True)
class IntakeRules:
    """All that manifests/intake.yaml says; `interval` is seconds between full walks."""

    roots: tuple[Root, ...] = (Root(),)
    interval: float = 60.0
    settling: Settling = Settling()
    limits: Limits = Limits()
