"""Which lines can open a title, and what is no part of one."""

from __future__ import annotations

import re

from archive_builder.identify.number import BLANK_NUMBER, LABEL, NUMBER, is_cited

NO_TITLE = re.compile(
    r".*文件$|[一-鿿]{1,4}\s*\d{1,3}[:：]?$|附件?\s*[\d.一二三四五六七八九十]{0,4}[:：]?$|"
    r"[(（\[【〔﹝［]|[一-鿿\s]{2,40}(?:\d{4}|[一二][〇○零\dO一二三四五六七八九]{3})年.{1,3}月.{1,3}日$|签发人|内部资料|第[一二三四五六七八九十\d]+期|[一二三四五六七八九十]、|第[一1][章条]|"
    r"首页|设为首页|加入收藏|无障碍|政务公开|网站|欢迎|今天是|返回|繁体|移动版|登录|打印|分享|来源|字号|索引|您|当前位置|相关|上一篇|下一篇|"
    r"特急|加急|急件|平急|绝密|机密|秘密|——|序号|\d{6}$"
)
"""Furniture, headings and notes, which no title begins with."""

STOP = re.compile(r".*[。；，：;,:]$")
COLON = re.compile(r"^.{0,12}[:：]")
"""A label and what it introduces."""

_ASIDE = r"占位|演示|示例数据|样例|仅供|此件|内部资料|供稿|摘自|[，。；：:]"
REMARK = re.compile(rf"[（(][^（）()]*(?:{_ASIDE})[^（）()]*[)）]")
"""A note in brackets about the paper, not of its title (（演示数据，非真实检测结果）)."""

_DATED = r"[（(]\d{4}年\d{1,2}月(?:\d{1,2}日)?[)）]"
_HANGING = re.compile(rf"(?:{_DATED}|{REMARK.pattern})$")


def may_open(line: str) -> bool:
    """Whether a line can be the first of a title: no mark, label, number or sentence."""
    number = NUMBER.match(line)
    return not (
        NO_TITLE.match(line)
        or LABEL.match(line)
        or COLON.match(line)
        or (number and not is_cited(number[0]))
        or BLANK_NUMBER.match(line)
        or STOP.match(line)
    )


def without_remark(title: str) -> str:
    """A title without a day, a month or a remark in brackets at its end."""
    return _HANGING.sub("", title) or title
