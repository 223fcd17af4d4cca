"""责任者: who made a document, as it says itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from archive_builder.identify.form import Form
from archive_builder.identify.issuers import (
    is_bare_place,
    leading_issuers,
    split_issuers,
    tidy,
)
from archive_builder.identify.normalise import close_up, squeeze
from archive_builder.identify.signature import Signature, printed_by
from archive_builder.model import Field

_RELATIVE = "省市县区乡镇村"
_ADOPTED = re.compile(
    r"[（(].{4,20}?[日号]第?[〇零一二三四五六七八九十\d]{0,4}届?(?P<who>.{2,30}?)第.{1,6}次会议通过[)）]"
)
_SIGNED, _LABELLED = 0.95, 0.95
_HEADED, _TITLED, _LONE, _PRINTED = 0.8, 0.75, 0.6, 0.4


def read_author(
    lines: Sequence[str],
    head: Sequence[str],
    signature: Signature | None,
    form: Form | None,
    title: Field | None,
) -> Field | None:
    """The bodies in their order: signature, form, title, 版头, at last the 印发机关."""
    if signature:
        return Field("、".join(map(tidy, signature.names)), signature.who_line, _SIGNED)
    if form:
        return Field("、".join(form.names), form.line, _LABELLED)
    titled = _titled(title)
    relative = titled is not None and titled.value[0] in _RELATIVE
    return (
        (None if relative else titled)
        or _headed(head)
        or _adopted(head)
        or _undated(lines)
        or _printing(lines)
        or titled
    )


def _titled(title: Field | None) -> Field | None:
    """The bodies that open the title, or the lines it was taken from."""
    if title is None:
        return None
    names = leading_issuers(title.value) or leading_issuers(close_up(title.source))
    if is_bare_place(names):
        return None
    return Field("、".join(names), title.source, _TITLED) if names else None


def _headed(head: Sequence[str]) -> Field | None:
    for line in head:
        bare = squeeze(line)
        names = split_issuers(bare.removesuffix("文件").removesuffix("会议纪要"))
        if names and names != (bare,):
            return Field("、".join(names), line, _HEADED)
    return None


def _adopted(head: Sequence[str]) -> Field | None:
    """The assembly that adopted a law (（2021年4月29日第十三届全国人大常委会第…次会议通过）)."""
    for first, second in pairwise((*head, "")):
        found = _ADOPTED.match(squeeze(first)) or _ADOPTED.match(squeeze(first + second))
        if found and (names := split_issuers(found["who"])):
            return Field("、".join(names), first, _TITLED)
    return None


def _undated(lines: Sequence[str]) -> Field | None:
    """A signature without a date, alone on the last line."""
    names = split_issuers(close_up(lines[-1])) if len(lines) > 1 else ()
    if not names or is_bare_place(names):
        return None
    return Field("、".join(map(tidy, names)), lines[-1], _LONE)


def _printing(lines: Sequence[str]) -> Field | None:
    printed = printed_by(lines)
    return Field(*printed, _PRINTED) if printed else None
