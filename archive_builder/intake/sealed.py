"""Archives that waited for a program to open them: unfolded from the store once it is there."""

from __future__ import annotations

from archive_builder.archive import PROGRAM, Archive, Placement, Standing
from archive_builder.intake.take import store_unavailable
from archive_builder.intake.unpack import (
    NEEDS_UNPACKER,
    UNFOLDED,
    Sealed,
    can_open_rar,
    unpack,
)
from archive_builder.model import Limits


def reopen(archive: Archive, limits: Limits) -> int:
    """Unfold what can be unfolded now; one that still can't be says its new reason.

    Returns:
        How many archives were unfolded.

    Raises:
        StoreUnavailable: the store can't be written; what is not committed waits as before.
    """
    waiting = archive.catalogue.waiting_because(NEEDS_UNPACKER)
    if not waiting or not can_open_rar():
        return 0
    return sum(_reopen(archive, standing, limits) for standing in waiting)


def _reopen(archive: Archive, standing: Standing, limits: Limits) -> bool:
    receipt, store = standing.receipt, archive.store
    try:
        content = unpack(store.place(receipt.sha256), receipt.path, store, limits, receipt.root)
        if isinstance(content, Sealed):
            placement = Placement(content.state, PROGRAM, "收件", content.reason)
            archive.catalogue.place_if(receipt.id, standing.placement, placement)
            return False
        if archive.catalogue.standing(receipt.id) != standing:  # decided while it was unpacked
            for staged in content.staged:
                store.discard(staged)
            return False
        store.settle(content.staged)
    except OSError as error:
        raise store_unavailable(error) from error
    return archive.catalogue.unfold(
        receipt.id, standing.placement, content.members, content.passed_over, UNFOLDED[1]
    )
