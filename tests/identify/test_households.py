"""一户一档: which household of a filed roster a document is about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive_builder.identify import Ambiguous, Clues, Match, Matched, Matcher
from archive_builder.model import ROSTER, Aspect, Part, Requirement, Slot, Unit, UnitKind

HOME = Unit("home", "滨河家园", UnitKind.SITE)
FILES = Requirement(
    "ZP-06", Aspect.POLICY, "移民“一户一档案”", ("home",), households=True, keywords=("一户一档",)
)
ROSTER_PART = Part(ROSTER, "花名册")
HOUSEHOLDS = (
    Part("001", "示例甲（001）"),
    Part("002", "示例乙（002）"),
    Part("012", "示例甲（012）"),
    Part("A-7", "某丙（A-7）"),
    Part("某丁", "某丁"),
    Part("某戊", "某戊"),
    Part("某戊-2", "某戊（第2户）"),
)
FOLDER = "滨河家园/移民一户一档案"


@pytest.fixture(scope="module")
def find() -> Callable[..., Match]:
    slots = tuple(Slot(HOME, FILES, part) for part in (ROSTER_PART, *HOUSEHOLDS))
    matcher = Matcher(slots, (HOME,))

    def at(path: str, title: str = "", text: str = "") -> Match:
        *folders, name = path.split("/")
        return matcher.match(Clues(tuple(folders), name, title, text))

    return at


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("001.pdf", "001"),
        ("户002.pdf", "002"),
        ("2号户.pdf", "002"),
        ("第12户/身份证.jpg", "012"),
        ("示例乙.pdf", "002"),
        ("示例乙户/房产.jpg", "002"),
        ("户主示例乙档案.docx", "002"),
        ("示例甲（012）.pdf", "012"),
        ("示例甲/012.pdf", "012"),
        ("A-7 申请书.pdf", "A-7"),
        ("某丙户口簿.pdf", "A-7"),
        ("某丁.pdf", "某丁"),
        ("某戊-2.pdf", "某戊-2"),
        ("移民花名册.xlsx", ROSTER),
    ],
)
def test_a_household_by_its_number_or_its_head(
    find: Callable[..., Match], path: str, key: str
) -> None:
    found = find(f"{FOLDER}/{path}")
    assert isinstance(found, Matched)
    assert found.slot.part.key == key


@pytest.mark.parametrize(
    ("path", "why", "keys"),
    [
        ("示例甲.pdf", "不止一户", {"001", "012"}),
        ("某戊.pdf", "不止一户", {"某戊", "某戊-2"}),
        ("示例乙（001）.pdf", "不是同一户", {"001", "002"}),
        ("示例乙/户001.pdf", "不是同一户", {"001", "002"}),
        ("某己.pdf", "没有认出是哪一户", {ROSTER}),
        ("某丁丁.pdf", "没有认出是哪一户", {ROSTER}),
        ("1.pdf", "没有认出是哪一户", {ROSTER}),
        ("00.pdf", "没有认出是哪一户", {ROSTER}),
    ],
)
def test_what_is_not_one_household_waits(
    find: Callable[..., Match], path: str, why: str, keys: set[str]
) -> None:
    found = find(f"{FOLDER}/{path}")
    assert isinstance(found, Ambiguous)
    assert why in found.reason
    assert {guess.slot.part.key for guess in found.guesses} == keys


def test_a_scan_is_told_by_the_head_that_its_text_states(find: Callable[..., Match]) -> None:
    found = find(f"{FOLDER}/IMG_0001.jpg", text="移民家庭登记表\n户主姓名：示例乙 性别：女")
    assert isinstance(found, Matched)
    assert found.slot.part.key == "002"


def test_until_a_roster_is_filed_everything_goes_to_its_slot() -> None:
    matcher = Matcher((Slot(HOME, FILES, Part(ROSTER, "花名册未报")),), (HOME,))
    found = matcher.match(Clues(("滨河家园", "移民一户一档案"), "示例乙.pdf"))
    assert isinstance(found, Matched)
    assert found.slot.part.key == ROSTER
