"""Names of issuing bodies: whether a text is one, and where joint ones part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from archive_builder.identify.normalise import squeeze
from archive_builder.identify.places import CENTRAL_BODIES, PROVINCES

ENDS = (
    "人民政府|政府|党委|党组|党总支|总支部|党支部|支部|委员会|委会|工委|纪委|区委|县委|市委|省委|人大|政协|"
    "办公厅|办公室|党政办|中央|国务院|法院|检察院|医院|厅|局|总署|署|总队|支队|大队|分局|"
    "联合会|工商联|残联|妇联|团委|总工会|工会|协会|学会|商会|监会|委|部|会|中心|海关|支行|分行|"
    "公司|集团|合作社|联合社|供销社|信用社|学校|党校|大学|学院|中学|小学|幼儿园|小组|指挥部|工作队|工作组|专班|"
    "研究院|科学院|检验院|规划院|福利院|敬老院|调查队|执法队|稽查队|督导组|考核组|评估组|档案馆|图书馆|文化馆|博物馆|"
    "办事处|管理处|事务处|气象台|电视台|联席会议|人民银行|农商行|武装部|监狱|"
    "(?:振兴|扶贫|综治|信访|文明|考核|督查|后评估|[委府])办|(?:实践|财政|民政|国土|司法|监管|税务|社保)所|"
    "(?:民政|农技|水利|水务|林业|畜牧|兽医|医保|文化)站|组委会|管理站|服务站|工作站|卫生院|卫生室|派出所|司法所|研究所|农场|林场|社区|街道|街道办|[乡镇村]"
)
"""How the names of bodies end, as an alternation."""

_END = re.compile(rf"(?:{ENDS})(?:[（(][一-鿿]{{1,12}}[)）])?")
_SHAPE = re.compile(rf"国务院|[一-鿿“”]{{1,38}}?(?:{ENDS})(?:[（(][一-鿿]{{1,12}}[)）])?")
_SEAL = re.compile(r"[（(](?:加?盖?公?章|印章?|签章|代章)[)）]")
_NO_NAME = re.compile(
    r"附件?|联系|主办|承办|抄送|报送|分送|主送|发送|责任|单位|负责|来源|审核|填报|制表|以上|以下|"
    r"各|有关|相关|关于|会议|与会|出席|列席|参加|一、|本[省市县区乡镇村局]|该|我[省市县区乡镇村局]|由|请|现将?|将|"
    r"对于|或|是|的|等|为"
)
_AND_OTHERS = re.compile(r"等(?:\d+|[一二三四五六七八九十]+)个?(?:部门|单位|部委|机关)$")
_NATIONAL = ("国家", "中国", "中华", "全国", "最高", "共青团", "中央", *CENTRAL_BODIES)
_PLACE = re.compile(r"(?:中共)?([一-鿿]{2,8}?(?:省|自治区|市|州|盟|县|旗|区|镇|乡))")
_VERTICAL = re.compile(r".*(?:监管局|调查总队|中心支行|支行|分行|管理局|分局|专员办|监督局)$")
_BARE_PLACE = re.compile(r"(?:[乡镇村]|社区|街道)$")
_LONGEST, _LONGEST_LIST = 38, 200


def split_issuers(text: str) -> tuple[str, ...]:
    """The bodies that a text names and nothing else, in order; none if it is no such text."""
    if len(text) > _LONGEST_LIST:
        return ()
    bare = _SEAL.sub("", text).strip()
    chunks = [chunk for chunk in re.split(r"[、，,\s]+", bare) if chunk]
    names = tuple(name for chunk in chunks for name in _unglued(chunk))
    known = all(
        is_issuer(name) or _is_twin(before, name) for before, name in pairwise(("", *names))
    )
    return names if known else ()


def _is_twin(before: str, name: str) -> bool:
    """Whether a name is the government beside its party committee (掌政镇党委 政府)."""
    return name == "政府" and before.endswith("党委")


def is_issuer(name: str) -> bool:
    """Whether a text has the shape of one body's name."""
    body = _AND_OTHERS.sub("", name)
    return (
        len(body) <= _LONGEST
        and _SHAPE.fullmatch(body) is not None
        and _NO_NAME.match(body) is None
    )


def is_bare_place(names: Sequence[str]) -> bool:
    """Whether one of the names is but a township or a village: it may be a place, not a body."""
    return any(_BARE_PLACE.search(name) for name in names)


def leading_issuers(title: str) -> tuple[str, ...]:
    """The bodies that a title begins with, before 关于, 印发, a year or a number."""
    found = re.match(r"(.{2,90}?)(?:关于|印发|转发|批转|公告|令?第?\d|\d)", title)
    return split_issuers(found[1]) if found else ()


def _unglued(text: str) -> list[str]:
    """Joint issuers that stand together without any mark, parted."""
    for end in _END.finditer(text):
        left, rest = text[: end.end()], text[end.end() :]
        if rest and _begins_issuer(rest, left) and not _is_branch(left, rest):
            return [left, *_unglued(rest)]
    return [text]


def _begins_issuer(rest: str, left: str) -> bool:
    """Whether `rest` opens as a further issuer does after `left`: nationally or at its place."""
    heads = [*_NATIONAL]
    place = _PLACE.match(left)
    if place:
        heads += [place[1], f"中共{place[1]}"]
    if left.startswith(PROVINCES):
        heads += PROVINCES
    if left[0] in "省市区县":
        heads.append(left[0])
    return rest.startswith(tuple(heads))


def _is_branch(left: str, rest: str) -> bool:
    """Whether `rest` is the local branch of the central body `left` (国家税务总局银川市税务局)."""
    subject = re.sub(r"^国家|^中国|总局$|局$|委员会$|总署$", "", left)
    central = left.startswith(("国家", "中国")) or left.endswith("总局")
    return central and (subject in rest or _VERTICAL.match(rest) is not None)


def tidy(text: str) -> str:
    """A body's name as the index prints it: no spaces, no (公章)."""
    return squeeze(_SEAL.sub("", text))
