"""The vocabulary of official documents that more than one reader of elements needs."""

from __future__ import annotations

import re

GENRES = (
    "通知", "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通报", "报告", "请示",
    "批复", "议案", "纪要", "函", "令",
)  # fmt: skip
"""文种: the 15 of GB/T 9704-2012, 命令 and 令 apart."""

PAPERS = (
    "总结", "小结", "方案", "预案", "细则", "办法", "规定", "规则", "规程", "条例", "制度",
    "章程", "规划", "计划", "要点", "安排", "部署", "指南", "指引", "手册", "须知", "大纲",
    "提纲", "目录", "规范", "标准", "措施", "机制", "材料", "汇报", "经验", "案例", "做法",
    "花名册", "名册", "名单", "台账", "清单", "签到册", "问卷", "档案", "一户一档", "记录",
    "汇编", "说明", "情况", "简报", "公示", "申请书", "承诺书", "责任书", "授权书", "倡议书",
    "协议", "合同", "证明", "结果", "回答", "介绍", "明细", "讲话", "讲稿", "发言", "行情", "表",
    "资料", "答复", "回复", "纲要", "公约", "守则", "准则", "启事", "声明", "公开信",
    "感谢信", "慰问信", "解读", "图解", "简介", "议程", "日程", "预算", "决算", "名录",
)  # fmt: skip
"""Words that end the titles of papers which are no 文种; using them is no fault."""

ENDING = "|".join(sorted(GENRES + PAPERS, key=len, reverse=True))
"""Any word that may end a title, as an alternation."""

_QUOTED = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》|<[^<>]{2,}>|〈[^〈〉]*〉")


def mask_quotes(text: str) -> str:
    """The text with cited titles blanked out, every other character at its place."""
    return _QUOTED.sub(lambda m: "\0" * len(m[0]), text)


def genre_of(title: str) -> str | None:
    """The word that says what kind of paper a title names: 通知, 花名册 and so on.

    Notes in brackets after it (（试行）, （第一批）) do not hide it.
    """
    bare = re.sub(r"(?:[（(][^（）()]*[)）]|[\d.\-_\s]|20\d{2}年第\d+号)+$", "", mask_quotes(title))
    found = re.search(rf"(?:{ENDING})$", bare)
    return found[0] if found else None
