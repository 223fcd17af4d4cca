"""What a file's name says, without what people and programs hang onto names."""

from __future__ import annotations

import re

from archive_builder.identify.normalise import normalise
from archive_builder.identify.number import NUMBER

_EXTENSION = re.compile(r"\.(?=\d?[A-Za-z])[A-Za-z0-9]{1,5}$")
_SERIAL = re.compile(
    r"^(?:附件?\s*[:：]?\s*[\d一二三四五六七八九十]*|[(（\[【]?\d{1,3}[)）\]】]?(?=[^\d年月日])"
    r"|[(（][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+(?=[、.．]))\s*(?:[-—、.．:：_\s]\s*)*"
)
_DATE = (
    r"(?:19|20)\d{2}(?:[-._年]?(?:1[0-2]|0[1-9]|[1-9])(?:[-._月]?(?:3[01]|[12]\d|0?[1-9])日?)?)?"
)
_MARK = (
    r"最终版?|终稿|终版|定稿|正式版?|新版?|修改稿?|修改版|修订版?|改|初稿|草稿|第[一二三四五\d]+稿|审核稿|"
    r"上报版?|报送版?|打印版?|电子版|纸质版|扫描件?|复印件|已?签字版?|已?盖章版?|签章版?|红头|[vV]\d+(?:\.\d+)*|"
    r"副本|备份|copy|转换|OK|ok|\d{1,2}|" + _DATE
)
_DOTTED = (
    r"(?<![A-Za-z\d.])(?:20\d{2}(?:[.．-]\d{1,2}){1,2}|\d{1,2}[.．]\d{1,2})"
    r"(?:[-—~～至]\d{1,2}(?:[.．]\d{1,2})?)?[日号]?"
)
"""12.19, 2021.12, 2021.12.19, 12.1-12.5: gone as a whole or not at all."""
_TAIL = re.compile(
    rf"\s*(?:[-—_+\s·.．、]+(?:{_MARK})|[(（\[【](?:{_MARK}|[、，\s-]|副本)+[)）\]】]|"
    rf"(?:最终版|终稿|定稿|扫描件|签字版|盖章版|打印版|上报版|修改版|副本)|"
    rf"(?:修改稿|审核稿|初稿|[一二三四]稿)|(?<=\D)20\d{{6}}|{_DOTTED}|[（(]{_DOTTED}[）)])$"
)
_NAMELESS = re.compile(
    r"(?:微信|QQ|WPS|wps)?(?:图片|照片|截图|文件|文档)?[\s\d_-]*|"
    r"(?:扫描|未命名|无标题).{0,12}|新建\s*(?:文件|文档|文本|Microsoft|DOC|XLS|PPT).*|[^一-鿿]*"
)
_CODE = re.compile(
    r"[（(\[【]\s*[A-Z]{2}-?\d{2}(?:-\d{1,2})?\s*[）)\]】]|"
    r"(?<![A-Za-z\d])[A-Z]{2}-?\d{2}(?:-\d{1,2}(?!\d))?(?![A-Za-z\d])[\s、.．:：_-]*"
)
"""The code of a requirement, which is no part of any title."""
_SITE = re.compile(r"\s[_|]\s\S+$")
_LEADING_DATE = re.compile(
    rf"^(?:{_DATE}[-—_\s、.．]+|20\d{{6}}(?=[一-鿿])|"
    r"(?:20\d{2}[.．])?(?:1[0-2]|[1-9])[.．](?:3[01]|[12]\d)[日号]?(?=[一-鿿]))"
)


def stem_of(name: str) -> str:
    """A file's name without its extension, normalised."""
    return _EXTENSION.sub("", normalise(name)).strip()


def clean_stem(name: str) -> str:
    """The title in a file's name, without serial, code, 文号, copy mark, version, date, 扫描件.

    Empty for the names that cameras, scanners and programs give.
    """
    stem = _SITE.sub("", stem_of(name)).replace("_", " ").strip()
    stem = _CODE.sub("", stem).strip() or stem
    stem = _LEADING_DATE.sub("", stem) or stem
    stem = _SERIAL.sub("", stem) or stem
    stem = NUMBER.sub("", stem, count=1).strip(" -—、") if NUMBER.match(stem) else stem
    stem = _LEADING_DATE.sub("", stem) or stem
    while (shorter := _TAIL.sub("", stem)) and shorter != stem:
        stem = shorter
    stem = stem.strip(" -—_、.．+")
    return "" if _NAMELESS.fullmatch(stem) else stem
