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
    (re.compile("黑|等线|苹方|幼圆|hei|dengxian|pingfang|gothic|^fzht", re.IGNORECASE), Role.HEI),
    (re.compile("[\u4e00-\u9fff]|song|simsun|mincho|^fzs[sy]", re.IGNORECASE), Role.SONG),
)

SANS = "等线"
"""The name of all families that play the role of 黑体 but are lighter."""
_LIGHTER = re.compile(
    "雅黑|细黑|思源黑|等线|苹方|幼圆|yahei|xihei|dengxian|pingfang|youyuan|sans", re.IGNORECASE
)


def role_of(family: str) -> Role | None:
    """Say which role a family plays; None when it is no Chinese one."""
    return next((role for pattern, role in _ROLES if pattern.search(family)), None)


def by_role(xml: str) -> str:
    """Put the name of its face in place of every Chinese family: of its role, or `SANS`."""
    return _NAMED.sub(lambda found: found[1] + _face_of(found[2]), xml)


def _face_of(family: str) -> str:
    role = role_of(family)
    return SANS if role is Role.HEI and _LIGHTER.search(family) else role or family
