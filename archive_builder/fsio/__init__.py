"""Hashing, copying, atomic writing, syncing: the only place that renames, links or syncs files."""

from archive_builder.fsio.atomic import atomic_path, sweep_unfinished, write_atomic
from archive_builder.fsio.copying import CHUNK, being_written, copy_hashing, sha256_of
from archive_builder.fsio.durability import durable, make_folder
from archive_builder.fsio.mounts import is_network_mount, keeps_change_times
from archive_builder.fsio.placing import (
    READ_ONLY,
    link_or_copy,
    move_aside,
    prune_empty,
    publish,
    remove,
    short_name,
)
from archive_builder.fsio.reasons import why_not

__all__ = [
    "CHUNK",
    "READ_ONLY",
    "atomic_path",
    "being_written",
    "copy_hashing",
    "durable",
    "is_network_mount",
    "keeps_change_times",
    "link_or_copy",
    "make_folder",
    "move_aside",
    "prune_empty",
    "publish",
    "remove",
    "sha256_of",
    "short_name",
    "sweep_unfinished",
    "why_not",
    "write_atomic",
]
