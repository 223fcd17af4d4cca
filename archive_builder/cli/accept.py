"""`archive-builder accept`."""

from __future__ import annotations

from archive_builder.cli.assign import Actor, who
from archive_builder.cli.console import HERE, AsJson, Root, going_on
from archive_builder.cli.sign import Reason, Subject, show_decided
from archive_builder.workflow.signing import Said, accept


def command(
    document: Subject,
    reason: Reason = "",
    actor: Actor = None,
    root: Root = HERE,
    as_json: AsJson = False,
) -> None:
    """核收材料：意见不碍事的、核过的新版、退回后补正的。

    该签字盖章的仍要签，见 sign。
    """
    with going_on(root, quiet=as_json) as session:
        decided = accept(session, Said(document, who(actor), reason))
    show_decided(decided, as_json=as_json)
