"""Which part of a requirement a document is: by its words, its month, its level, its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive_builder.identify.dates import months_in
from archive_builder.identify.evidence import segment
from archive_builder.identify.normalise import normalise
from archive_builder.identify.requirements import is_monthly, plain
from archive_builder.identify.verdict import Clues
from archive_builder.model import Level, Part, Slot

LEVEL_OF_PART = {
    "国家": Level.CENTRAL,
    "中央": Level.CENTRAL,
    "自治区": Level.PROVINCE,
    "省": Level.PROVINCE,
    "市": Level.CITY,
    "县(区)": Level.COUNTY,
    "县": Level.COUNTY,
    "县区": Level.COUNTY,
    "区": Level.COUNTY,
}
"""What the parts of a policy requirement are called → the level of what they take.

The plan names them 国家, 自治区, 市, 县(区); data know only levels.
"""

WORDS_OF_PART = {
    "户籍人口": ("全村人口", "全部人口"),
    "脱贫人口": ("脱贫户", "建档立卡"),
    "“三类人群”": ("三类人员", "监测户", "监测对象"),
    "低保": ("最低生活保障",),
    "残疾": ("两项补贴", "护理补贴", "残补"),
    "高龄": ("老年人补贴", "周岁以上老"),
    "大病": ("重病", "慢病", "医疗救助"),
    "孤儿": ("无人抚养",),
    "产业": ("种植", "养殖", "特色农业"),
    "就业": ("务工", "公益性岗位", "公益岗", "技能培训", "劳动力", "劳务输出"),
    "带动农户": ("工资", "务工", "用工", "工人"),
    "基层组织建设": ("党建", "三会一课", "党支部", "党员"),
    "基层治理": ("村规民约", "积分制", "网格", "矛盾调解"),
    "移风易俗": ("红白理事会", "红白事", "彩礼"),
    "文明创建": ("文明户", "文明村", "文明家庭"),
    "新时代文明实践": ("志愿服务", "志愿者", "实践站"),
    "村集体经济": ("集体收入", "集体资产"),
    "选派": ("轮换", "派驻"),
    "考勤": ("签到",),
    "整改措施": ("整改方案",),
    "边缘易致贫户": ("边缘户",),
    "其他户": ("一般户", "其他农户"),
    "选派名单": ("花名册", "人员名册"),
}
"""What archivists call a part besides its title."""

_SHORT_FOR = re.compile("支书")
_PICTURES = re.compile(r"影像|照片|图片|视频|录像|相片")
_PICTURE_FILES = re.compile(r"\.(?:jpe?g|png|bmp|gif|heic|tiff?|mp4|mov|avi)$", re.IGNORECASE)
_WRITING_FILES = re.compile(r"\.(?:docx?|wps|rtf|txt|ofd)$", re.IGNORECASE)
_WHOLE_DAY = re.compile(r"(?:20\d{2}[年.\-/])?\d{1,2}[月.\-/]\d{1,2}[日号]?")
_TEXT_HEAD = 200
_ALTERNATIVES = re.compile(r"[、，,（）()/]")
_LEVEL_TAIL = re.compile(r"(?:一?级|层面|出台|的|政策|文件|性|汇编|资料|类)+$")
_WHOLE, _OTHER_WORD = 2.0, 1.5
_SHORTEST, _SHARE, _SHARE_OF_LONG, _LONG = 2, 0.33, 0.5, 8


@dataclass(frozen=True, slots=True)
class Parts:
    """The slots of one requirement that a document may fill.

    One slot when that is decided, several when it is not; `clause` says by what, in Chinese.
    """

    slots: tuple[Slot, ...]
    clause: str = ""


def by_level(slots: Sequence[Slot]) -> bool:
    """Whether a requirement's parts are the levels of government."""
    return all(slot.part.title in LEVEL_OF_PART for slot in slots)


def choose_part(slots: tuple[Slot, ...], clues: Clues) -> Parts:
    """The part that a document is, by folder, name and title together.

    Args:
        slots: all slots of one unit and one requirement.
        clues: what is known of the document.

    Returns:
        One slot where there is only one or the evidence agrees; else those it speaks of, or all.
    """
    if len(slots) == 1:
        return Parts(slots)
    if by_level(slots):
        return _by_level(slots, clues)
    if is_monthly(slot.part for slot in slots) and len(months_in(normalise(clues.name))) > 1:
        return Parts(slots, "名称写明不止一个月")
    spoken = [parts for parts in _spoken(slots, clues) if parts.slots]
    decided = {parts.slots for parts in spoken if len(parts.slots) == 1}
    if len(decided) > 1:
        several = tuple(slot for slot in slots if (slot,) in decided)
        return Parts(several, "文件夹、名称和题名指向不同部分")
    if decided:
        return next(parts for parts in spoken if len(parts.slots) == 1)
    return spoken[0] if spoken else _hinted(slots, clues)


def _by_level(slots: tuple[Slot, ...], clues: Clues) -> Parts:
    level = clues.level or next(
        (
            LEVEL_OF_PART[word]
            for folder in reversed(clues.folders)
            for word in _level_words(folder)
        ),
        "",
    )
    found = tuple(slot for slot in slots if LEVEL_OF_PART[slot.part.title] == level)
    return Parts(found, f"发文层级为{level}") if found else Parts(slots, "没有认出发文层级")


def _level_words(folder: str) -> Iterator[str]:
    word = _LEVEL_TAIL.sub("", segment(folder))
    if word in LEVEL_OF_PART:
        yield word


def _spoken(slots: tuple[Slot, ...], clues: Clues) -> Iterator[Parts]:
    """What each clue says, the surest first: a folder that is a part, the name, the title."""
    said = {plain(word) for folder in clues.folders for word in (folder, segment(folder))}
    exact = tuple(slot for slot in slots if plain(slot.part.title) in said)
    yield Parts(exact, f"文件夹“{exact[0].part.title}”指明部分" if exact else "")
    yield _named(slots, clues.name, "名称")
    yield _named(slots, clues.title, "题名")


def _hinted(slots: tuple[Slot, ...], clues: Clues) -> Parts:
    """What folders hint at where nothing else speaks, the innermost first; else the file's kind."""
    title = plain(slots[0].requirement.title)
    hints = (
        _named(slots, segment(folder), "文件夹")
        for folder in reversed(clues.folders)
        if plain(segment(folder)) != title
    )
    written = tuple(slot for slot in slots if not _PICTURES.search(slot.part.title))
    if len(written) == 1 and _WRITING_FILES.search(clues.name):
        return Parts(written, "是文字材料")
    voices = (*hints, _in_text(slots, clues.text))
    return next((parts for parts in voices if parts.slots), Parts(slots, "没有写明是哪一部分"))


def _in_text(slots: tuple[Slot, ...], text: str) -> Parts:
    """The one part that the beginning of the text speaks of, days apart; none of several."""
    head = _WHOLE_DAY.sub("", normalise(text[:_TEXT_HEAD]))
    if is_monthly(slot.part for slot in slots):
        parts = _by_month(slots, head, "正文")
        return parts if len(parts.slots) == 1 else Parts(())
    said = plain(_SHORT_FOR.sub("支部书记", head))
    parts = _by_words(slots, said, "正文")
    titles = [plain(slot.part.title) for slot in slots]
    runs = {_shared(slot.part, said, titles)[0] for slot in slots} - {""}
    longest = max(runs, key=len, default="")
    return parts if len(parts.slots) == 1 and all(run in longest for run in runs) else Parts(())


def _named(slots: tuple[Slot, ...], text: str, source: str) -> Parts:
    """The slots that one text speaks of."""
    text = normalise(text)
    if is_monthly(slot.part for slot in slots):
        return _by_month(slots, text, source)
    pictures = tuple(slot for slot in slots if _PICTURES.search(slot.part.title))
    if pictures and (_PICTURE_FILES.search(text) or _PICTURES.search(text)):
        return Parts(pictures, "是照片、影像")
    return _by_words(slots, plain(_SHORT_FOR.sub("支部书记", text)), source)


def _by_month(slots: tuple[Slot, ...], text: str, source: str) -> Parts:
    found = months_in(text)
    if len(found) != 1:
        return Parts((), "")
    ((year, month),) = found
    named = tuple(slot for slot in slots if _is_month(slot.part, year, month))
    return Parts(named, f"{source}写明{month}月")


def _is_month(part: Part, year: int | None, month: int) -> bool:
    own_year, own_month = map(int, part.key.split("-"))
    return month == own_month and year in (None, own_year)


def _by_words(slots: tuple[Slot, ...], text: str, source: str) -> Parts:
    """The slots that the text speaks of most: by a long run that few other parts have."""
    titles = [plain(slot.part.title) for slot in slots]
    shared = [_shared(slot.part, text, titles) for slot in slots]
    word, best = max(shared, key=lambda found: found[1])
    if not best:
        return Parts((), "")
    named = (slot for slot, (_, weight) in zip(slots, shared, strict=True) if weight == best)
    return Parts(tuple(named), f"{source}含“{word}”")


def _shared(part: Part, text: str, titles: Sequence[str]) -> tuple[str, float]:
    """What tells most in the text of a part, and how much.

    That is its title or an alternative in it, another word for it, or a run of its title.
    """
    words = [plain(word) for word in (part.title, *_ALTERNATIVES.split(part.title))]
    said = [
        *((word, _WHOLE * _telling(word, titles)) for word in words),
        *(
            (word, _OTHER_WORD * _telling(word, titles))
            for word in WORDS_OF_PART.get(part.title, ())
        ),
        *((run, _telling(run, titles)) for word in words for run in _runs(word)),
    ]
    return max((s for s in said if s[0] in text), key=lambda s: s[1], default=("", 0.0))


def _telling(run: str, titles: Sequence[str]) -> float:
    """How much a run tells: its length by how many parts have it, nothing if all do."""
    bearers = sum(run in title for title in titles)
    return len(run) / max(bearers, 1) if run and bearers < len(titles) else 0.0


def _runs(word: str) -> Iterator[str]:
    share = _SHARE if len(word) < _LONG else _SHARE_OF_LONG
    for size in range(len(word), _SHORTEST - 1, -1):
        if size >= share * len(word):
            yield from (word[i : i + size] for i in range(len(word) - size + 1))
