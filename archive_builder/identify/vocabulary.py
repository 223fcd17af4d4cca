"""What a name says beyond the requirement that it seems to answer.

安全生产工作总结 has the words of 工作总结, yet 安全生产 is nothing that the manifests ask about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive_builder.identify.requirements import CAMPAIGN, plain, texts_of
from archive_builder.identify.words import GENRES, PAPERS
from archive_builder.model import Requirement

_EVERYDAY = """
    工作 相关 有关 照片 图片 影像 视频 扫描 签字 盖章 签到 汇总 统计 明细 登记
    发放 人员 信息 关于 年度 月份 最终 上报 报送 报告 县级 区级 村级 乡级 附件
    开展 落实 进行 做好 全区 全村 全镇 全乡 本村 我村 书记 干部 整理 收集 结果
    户主 自查 抽查 人民 活动 评选 评定 增收 兑付 补助 带队 推进 实施 成效 进展
    完成 组织 召开 讨论 宣传 更新 补充 修改 篇 份 及其 以及 部门 公布 印发 转发
    基本 具体 各村 村 乡 镇 局 区 户 表 册 年 月 日 号 期 第 的 和 与 及 等
    之 各 新 级 类 名 入 简介 更正 季度 上半年 下半年 截至 截止
    加强 促进 健全 规范 支持 若干 进一步 全面 切实 推动 提升 行动 强化 加快 实现 战略
"""
"""Words that any paper of any requirement may bear."""

_COMMON = re.compile(
    "|".join(sorted({*GENRES, *PAPERS, *_EVERYDAY.split()}, key=lambda w: (-len(w), w)))
)

_NUMBERS = re.compile(r"[0-9A-Za-z第一二三四五六七八九十]+")
_NARROWING = re.compile(r"(?:总结|汇报|计划|要点)$")
"""Papers on a unit's whole work: a subject of another requirement makes them another paper."""


class Vocabulary:
    """The pairs of hanzi that the manifests use, of all requirements and of each."""

    def __init__(self, requirements: Iterable[Requirement]) -> None:
        known = {requirement.code: requirement for requirement in requirements}
        self._own = {
            code: frozenset(pair for text in texts_of(r) for pair in _pairs(text))
            for code, r in known.items()
        }
        self._titles = {
            code: " ".join(map(plain, (r.title, *(part.title for part in r.parts))))
            for code, r in known.items()
        }
        notes = (pair for r in known.values() for pair in _pairs(plain(r.note)))
        self._all = frozenset(notes).union(*self._own.values())

    def foreign(self, text: str, code: str, phrases: Iterable[str]) -> str:
        """The hanzi of a text, prepared by `plain`, that nothing explains.

        Args:
            text: a name or a title without units.
            code: the requirement that it seems to answer.
            phrases: the requirement's phrases that were found in it.
        """
        phrases = tuple(phrases)
        narrow = any(_NARROWING.search(p) for p in phrases) and not CAMPAIGN.search(text)
        narrow = narrow or not any(p in self._titles[code] for p in phrases)
        known = self._own[code] if narrow else self._all
        return _unexplained(text, known, phrases)

    def unknown(self, text: str) -> str:
        """The hanzi of a text, prepared by `plain`, that no requirement has a word for."""
        return _unexplained(text, self._all, ())


def _unexplained(text: str, known: frozenset[str], phrases: Iterable[str]) -> str:
    explained = [False] * len(text)
    for start, end in _spans(text, phrases):
        explained[start:end] = [True] * (end - start)
    for start in range(len(text) - 1):
        if text[start : start + 2] in known:
            explained[start : start + 2] = [True, True]
    return "".join(char for char, fine in zip(text, explained, strict=True) if not fine)


def _spans(text: str, phrases: Iterable[str]) -> Iterable[tuple[int, int]]:
    for pattern in (_COMMON, _NUMBERS, CAMPAIGN):
        for found in pattern.finditer(text):
            yield found.span()
    for phrase in phrases:
        start = text.find(phrase)
        while start >= 0:
            yield start, start + len(phrase)
            start = text.find(phrase, start + 1)


def _pairs(text: str) -> Iterable[str]:
    return (text[i : i + 2] for i in range(len(text) - 1))
