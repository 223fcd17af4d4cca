"""The watcher's receiving: it never waits for a document to be understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from threading import Event
from typing import TypeVar

from archive_builder.intake import Box, Looks, Wakers
from archive_builder.workflow.file import Received, reach_all, receive_once
from archive_builder.workflow.watch_log import named, some
from archive_builder.workflow.watch_state import stamp
from archive_builder.workflow.watch_worker import Desk, Voice
from archive_builder.workflow.workspace import Session

Row = TypeVar("Row")


def next_look(interval: float, again_in: float | None) -> float:
    """Seconds until the roots are looked through again, if no event comes first.

    Args:
        interval: after which everything is looked at anyhow.
        again_in: after which something may have settled; None when nothing waits for that.
    """
    return interval if again_in is None else min(again_in, interval)


class Receiver:
    """Looks through the roots and takes what is settled.

    Args:
        wake: set when something happens in a root.
        arrived: set when something was received.
        voice: told of what came, what waits and what is offline.
    """

    def __init__(self, wake: Event, arrived: Event, voice: Voice) -> None:
        self._wake = wake
        self._arrived = arrived
        self._board, self._log, self._clock = voice.board, voice.log, voice.clock
        self._looks: dict[str, Looks] = {}
        self._wakers: Wakers
        self._digest = ""

    def step(self, desk: Desk) -> float:
        """Look through every root once; the seconds until the next look."""
        session, fresh = desk.session()
        interval = session.manifests.intake.interval
        if fresh:
            self._tell_manifests(session)
            self._wakers = desk.hold(Wakers(self._wake, interval))
        self._listen(session)
        received = receive_once(session, self._looks)
        self._tell(received)
        if received.taken:
            self._arrived.set()
        return next_look(interval, received.again_in)

    def _listen(self, session: Session) -> None:
        boxes = [box for box in reach_all(session).values() if isinstance(box, Box)]
        self._wakers.keep(boxes)
        roots = tuple(
            (box.root.name, str(box.folder), _how(box, self._wakers.notes)) for box in boxes
        )
        for name, folder, how in _new(roots, self._board.state.roots):
            self._log.info("来件箱“%s”：%s，%s", name, folder, how)
        self._board.say(roots=roots)

    def _tell_manifests(self, session: Session) -> None:
        problems, digest = session.manifest_problems, session.manifests.digest
        before = self._board.state.manifest_problems
        if problems and problems != before:
            said = "清单有 %d 处错误，先沿用上一套有效的，改正后自动采用：%s"
            self._log.warning(said, len(problems), named(problems, len(problems)))
        elif before and not problems:
            self._log.info("清单已改正，开始采用")
        elif self._digest not in ("", digest):
            self._log.info("清单有改动，开始采用")
        self._digest = digest
        self._board.say(manifest_problems=problems)

    def _tell(self, received: Received) -> None:
        before = self._board.state
        if received.taken:
            self._log.info("收到 %d 件", received.taken)
        if received.gone:
            self._log.info("报送方删去 %d 件，已收存的不受影响", received.gone)
        for _, why in _new(received.offline, before.offline):
            self._log.warning("离线：%s", why)
        online = {name for name, *_ in before.offline} - {name for name, *_ in received.offline}
        for name in sorted(online):
            self._log.info("来件箱“%s”恢复", name)
        if received.unmoved and len(received.unmoved) != before.unmoved:
            said = "已收存但原文件移不走（可能正打开着），以后再移：%s"
            self._log.warning(said, some(received.unmoved, len(received.unmoved)))
        self._board.say(
            looked=stamp(self._clock()),
            waiting=len(received.waiting),
            unmoved=len(received.unmoved),
            offline=received.offline,
        )


def _how(box: Box, notes: Mapping[str, str]) -> str:
    return notes.get(box.root.name) or ("系统通知" if box.native else "定时查看")


def _new(rows: Iterable[Row], known: Iterable[Row]) -> list[Row]:
    known = set(known)
    return [row for row in rows if row not in known]
