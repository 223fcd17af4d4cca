"""The Chinese font families that Word documents name, and the roles they play."""

from __future__ import annotations

import re

from archive_builder.typeset.marks import Role

_NAMED = re.compile(
    r'((?:w:(?:ascii|hAnsi|eastAsia)|<a:(?:latin|ea|font script="Hans") typeface)=")([^"]+)'
)
"""Families named by runs, styles and, for Chinese, the theme."""

_ROLES = (
    (re.compile("标宋|biaosong|^fzxbs", re.IGNORECASE), Role.TITLE),
    (re.compile("仿宋|fangsong|simfang|^fzfs", re.IGNORECASE), Role.FANG),
    (re.compile("楷|kai|^fzkt", re.IGNORECASE), Role.KAI),
    (re.compile("黑|等线|hei|dengxian|gothic|^fzht", re.IGNORECASE), Role.HEI),
    (re.compile("[\u4e00-\u9fff]|song|simsun|mincho|^fzs[sy]", re.IGNORECASE), Role.SONG),
)


def role_of(family: str) -> Role | None:
    """Say which role a family plays; None when it is no Chinese one."""
    return next((role for pattern, role in _ROLES if pattern.search(family)), None)


def by_role(xml: str) -> str:
    """Put the role's name in place of every Chinese family, so that each face is needed once."""
    return _NAMED.sub(lambda found: found[1] + (role_of(found[2]) or found[2]), xml)
