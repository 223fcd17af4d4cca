"""花名册: which households a table names. Pure.

Clerks make the tables; their headings are matched against the patterns below. Where a heading is
none of them the finding says how to call the column, which a clerk can do at once; so the patterns
are not in the manifests.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal

from archive_builder.model import TO_FILL, Finding, Household

ROSTER_RULES = 2
"""Raised when the same table may name other households than before."""

Rows = Sequence[Sequence[str]]
"""The cells of one sheet as text, line by line; lines may differ in length."""

_Role = Literal["head", "number", "relation", "name", "people"]
_Columns = Mapping[_Role, int]

_HEADINGS: Mapping[_Role, tuple[str, ...]] = {
    "head": (
        r"(?!是否|与|非).{0,4}户主(?:基本)?(?:信息|情况)?(?:姓名|名字|名称|名)?",
        r"(?:农|移民|搬迁|脱贫|贫困|监测|居民|安置)户(?:姓名|名称|名)",
        r"户代表人?(?:姓名)?|户名|姓名户主",
    ),
    "number": (
        r"(?:家庭|农|移民|搬迁|脱贫|贫困|监测)?户主?(?:编号|编码|代码|号码?|码)",
        r"(?:家庭|一户一档|建档|档案|案卷)?(?:编号|编码|档号)|(?:建档|档案)号",
    ),
    "relation": (r".{0,12}户主之?的?关系|(?:家庭|成员)?关系|是否为?户主",),
    "name": (r"(?:家庭|家庭成员|成员|人员|个人|基本)?(?:信息|情况)?(?:姓名|名字)|家庭成员",),
    "people": (r"(?:家庭|户内|全家|户籍|常住|本户|现有)?总?(?:人口|人数|成员)(?:总?数|数量)?",),
}
"""What a column holds → its headings, as whole expressions, the surest first."""

_SEARCHED, _DEEPEST = 20, 3
"""Lines from the top where a header may start, and lines that it may have."""
_IS_HEAD = frozenset({"户主", "本人", "户主本人", "本人户主", "是", "01", "02"})
"""How a line is marked as the head's; 01 and 02 are 本人 and 户主 in GB/T 4761."""
_NOTHING = frozenset({"", "无", "空", "略", "同上", unicodedata.normalize("NFKC", TO_FILL)})
_SUM = re.compile(r"(?:合计|小计|总计|共计|累计)(?:[:(\d共].*)?")
_REMARK = re.compile(r"[(（【\[].*?[)）】\]]")
_NO_LETTERS = re.compile(r"[^0-9A-Za-z一-鿿]+")
_LABEL = re.compile(
    "住址|地址|电话|身份证|日期|时间|原因|情况|人口|账号|面积|收入|签字|盖章|签章|性别|民族|年龄|备注"
)
"""What a label speaks of, and no name."""
_NO_NAME = re.compile(f"[:;,。]|{_LABEL.pattern}")
_EMPTY_BRACKETS = re.compile(r"[(\[]\W*[)\]]")
_LONG_NUMBER = re.compile(r"\d[\dXx*]{10,}")
"""ID, telephone and bank numbers, which must not stand in a title."""
_PERSONAL = re.compile(
    r".*\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx].*"
    r"|\d{8}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}|1[3-9]\d{9}|.*\*.*"
)
"""ID numbers of 18 and 15 digits, telephones, and what is masked: never a household's number."""
_LONGEST = 30

_NO_HEADS = Finding(
    "不是能认出户主的花名册。花名册报 Excel 表格，表头写明“户主姓名”一列"
    "（或“姓名”和“与户主关系”两列），有户编号的另写“户编号”一列",
    blocks=True,
)


@dataclass(frozen=True, slots=True)
class _Line:
    """What a line says of a household: `marked` as the head's, `counted` with its size."""

    number: str
    head: str
    name: str
    marked: bool
    counted: bool


@dataclass(frozen=True, slots=True)
class Roster:
    """What a document filed as a roster names."""

    households: tuple[Household, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Where no household is named, what to do; it blocks."""
        return () if self.households else (_NO_HEADS,)


def read_roster(sheets: Iterable[Rows]) -> Roster:
    """The households that a workbook's sheets name, each once, in their order."""
    return Roster(merged(map(_households_of, sheets)))


def merged(lists: Iterable[tuple[Household, ...]]) -> tuple[Household, ...]:
    """Lists of households as one.

    A list that another wholly contains (脱贫户 beside 户籍户) adds nothing; nor does a household
    of the same number and head. Namesakes without numbers in two lists stay two.
    """
    return reduce(_joined, (tuple(_once(households)) for households in lists), ())


def _joined(first: tuple[Household, ...], second: tuple[Household, ...]) -> tuple[Household, ...]:
    if Counter(second) <= Counter(first):
        return first
    if Counter(first) <= Counter(second):
        return second
    return tuple(_once(first + second))


def _once(households: Iterable[Household]) -> Iterator[Household]:
    seen: set[Household] = set()
    for household in households:
        if not household.number or household not in seen:
            seen.add(household)
            yield household


def _households_of(rows: Rows) -> tuple[Household, ...]:
    """The households that one sheet names: one for each head, never one for each member."""
    for start in range(min(len(rows), _SEARCHED)):
        depth, columns = _header(rows, start)
        if columns:
            body = rows[start + depth :]
            lines = () if _is_form(body, columns) else tuple(_lines(body, columns))
            return tuple(_households(lines, columns))
    return ()


def _is_form(body: Rows, columns: _Columns) -> bool:
    """Whether this is one household's own sheet: labels stand where a roster has names."""
    column = columns["head"] if "head" in columns else columns["name"]
    cells = (row[column] for row in body if column < len(row) and row[column].strip())
    return _LABEL.search(_packed(next(cells, ""))) is not None


def _header(rows: Rows, start: int) -> tuple[int, _Columns]:
    """How many lines a header that starts here has, and which column holds what.

    The deepest of those that tell most: under 「户主」 there may be 「身份证号」 and 「姓名」.
    """
    depths = range(1, min(_DEEPEST, len(rows) - start) + 1)
    found = ((depth, _columns(rows[start : start + depth])) for depth in depths)
    return max(found, key=lambda header: (len(header[1]), header[0]))


def _columns(header: Rows) -> _Columns:
    """Which column holds what; empty where heads can't be told from it."""
    titles = _titles(header)
    found: dict[_Role, int] = {}
    for role, patterns in _HEADINGS.items():
        for pattern in patterns:
            fitting = (i for i, title in enumerate(titles) if _fits(pattern, title))
            column = next(fitting, None)
            if column is not None:
                found.setdefault(role, column)
    told = "name" in found and found.keys() & {"relation", "number", "people"}
    return found if told or "head" in found else {}


def _titles(header: Rows) -> list[str]:
    """Each column's heading; a cell merged to the right heads what stands below its columns."""
    width = max(map(len, header))
    lines = [[*line, *[""] * (width - len(line))] for line in header]
    for number, line in enumerate(lines[:-1]):
        said = ""
        for column, cell in enumerate(line):
            said = cell or said
            if any(below[column] for below in lines[number + 1 :]):
                line[column] = said
    return ["".join(cells) for cells in zip(*lines, strict=True)]


def _fits(pattern: str, title: str) -> bool:
    """Whether a heading is meant, with the remarks in brackets or without."""
    written = (title, _REMARK.sub("", title))
    return any(re.fullmatch(pattern, _letters(text)) for text in written)


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", text))


def _lines(rows: Rows, columns: _Columns) -> Iterator[_Line]:
    for row in rows:
        if not any(_SUM.fullmatch(_packed(cell)) for cell in row):
            cells = {role: row[i] for role, i in columns.items() if i < len(row)}
            yield _Line(
                number=_number(cells.get("number", "")),
                head=_person(cells.get("head", "")),
                name=_person(cells.get("name", "")),
                marked=_letters(cells.get("relation", "")) in _IS_HEAD,
                counted=bool(_packed(cells.get("people", ""))),
            )


def _households(lines: Sequence[_Line], columns: _Columns) -> Iterable[Household]:
    if any(line.marked for line in lines):
        return _marked(lines)
    if "head" in columns:
        return _by_head(lines, members="name" in columns or "relation" in columns)
    return _by_first_line(lines)


def _marked(lines: Iterable[_Line]) -> Iterator[Household]:
    """The lines that are said to be the head's.

    A number in a cell merged over the household stands in its first line, whoever that is.
    """
    number = used = ""
    for line in lines:
        number = line.number or number
        head = line.name or line.head
        if line.marked and head:
            yield Household("" if number == used else number, head)
            used = number


def _by_head(lines: Iterable[_Line], *, members: bool) -> Iterator[Household]:
    """A household a line; where members have lines of their own, one for all of the same head."""
    last = Household("", "")
    for line in lines:
        found = Household(line.number, line.head)
        repeated = members and found.head == last.head and found.number in ("", last.number)
        if found.head and not repeated:
            yield found
            last = found


def _by_first_line(lines: Iterable[_Line]) -> Iterator[Household]:
    """The first person of each number; without one, whoever has the household's size beside."""
    seen = {""}
    for line in lines:
        starts = line.number not in seen if line.number else line.counted
        if line.name and starts:
            seen.add(line.number)
            yield Household(line.number, line.name)


def _packed(cell: str) -> str:
    return "".join(unicodedata.normalize("NFKC", cell).split())


def _person(cell: str) -> str:
    """A person's name as written, without personal numbers; empty for what is no name."""
    text = _EMPTY_BRACKETS.sub("", _LONG_NUMBER.sub("", _packed(cell)))
    is_name = any(map(str.isalpha, text)) and not _NO_NAME.search(text)
    headings = (*_HEADINGS["head"], *_HEADINGS["name"])
    if text in _NOTHING or len(text) > _LONGEST or any(_fits(p, text) for p in headings):
        return ""
    return text if is_name else ""


def _number(cell: str) -> str:
    """A household's number as written; empty for none, and for a person's own number."""
    text = _packed(cell).removesuffix(".0")
    good = any(map(str.isalnum, text)) and text not in _NOTHING and len(text) <= _LONGEST
    return text if good and not _PERSONAL.fullmatch(text) else ""
