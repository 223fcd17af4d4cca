"""Which slot a document answers, rule by rule, in a small county."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_builder.identify import Ambiguous, Clues, Match, Matched, Matcher, Unmatched
from archive_builder.model import Slot, Unit, UnitKind

Find = Callable[..., Match]


def slot_of(found: Match) -> str:
    return str(found.slot.id) if isinstance(found, Matched) else type(found).__name__


@pytest.mark.parametrize(
    ("path", "slot"),
    [
        ("月牙湖乡/小塘村/户籍人口花名册.xlsx", "tang/ZP-01/户籍人口"),
        ("月牙湖乡/小塘村/花名册/脱贫人口.xlsx", "tang/ZP-01/脱贫人口"),
        ("月牙湖/小塘/01 政策落实/03 花名册/户籍人口/1.pdf", "tang/ZP-01/户籍人口"),
        ("小塘村户籍人口花名册.xlsx", "tang/ZP-01/户籍人口"),
        ("月牙湖乡/小塘村户籍人口花名册.xlsx", "tang/ZP-01/户籍人口"),
        ("月牙湖乡小塘村脱贫人口花名册（盖章）.pdf", "tang/ZP-01/脱贫人口"),
        ("月牙湖乡/月牙湖乡户籍人口花名册.xlsx", "lake/ZP-01/户籍人口"),
        ("月牙湖乡/乡长走访调研小塘村.docx", "lake/ZR-02/-"),
        ("教育局/教育局2021年工作总结(1)最终版.docx", "school/BM-10/-"),
    ],
)
def test_folder_and_name_lead_to_the_slot(match: Find, path: str, slot: str) -> None:
    assert slot_of(match(path)) == slot


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("大新/环境整治.docx", "daxin"),
        ("大新镇大新村/环境整治.docx", "daxin-village"),
        ("大新村环境整治.docx", "daxin-village"),
        ("滨河家园一村/环境整治.docx", "home-1"),
        ("大新镇/和平村/环境整治.docx", "peace-daxin"),
        ("月牙湖乡/和平村/环境整治.docx", "peace-lake"),
        ("月牙湖乡和平村环境整治.docx", "peace-lake"),
        ("银川市兴庆区月牙湖乡小塘村/环境整治.docx", "tang"),
    ],
)
def test_the_longest_unit_name_wins_and_its_parent_tells_namesakes_apart(
    match: Find, path: str, unit: str
) -> None:
    found = match(path)
    assert isinstance(found, Matched)
    assert found.slot.unit.id == unit


def test_a_village_name_borne_twice_decides_nothing(match: Find) -> None:
    found = match("和平村环境整治.docx")
    assert isinstance(found, Ambiguous)
    assert {guess.slot.unit.id for guess in found.guesses} == {"peace-daxin", "peace-lake"}


@pytest.mark.parametrize(
    "name",
    ["自治区财政局衔接资金支付进度.xlsx", "大新镇财政局衔接资金支付进度.xlsx"],
)
def test_other_bodies_of_the_same_name_are_not_ours(match: Find, name: str) -> None:
    assert not isinstance(match(name), Matched)


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("小塘村/大新村户籍人口花名册.xlsx", ""),
        ("小塘村/户籍人口花名册.xlsx", "大新村户籍人口花名册"),
        ("教育局/财政局2021年工作总结.docx", ""),
        ("大新镇/月牙湖乡环境整治.docx", ""),
        ("小塘村、大新村/户籍人口花名册.xlsx", ""),
    ],
)
def test_units_that_contradict_each_other_are_left_to_a_person(
    match: Find, path: str, title: str
) -> None:
    found = match(path, title)
    assert isinstance(found, Ambiguous)
    assert "单位" in found.reason


def test_a_department_may_write_of_villages_and_name_the_receiver(match: Find) -> None:
    assert slot_of(match("财政局/小塘村衔接资金支付进度.xlsx")) == "finance/CZ-01/-"
    assert slot_of(match("财政局/衔接资金支付进度（报乡村振兴局）.xlsx")) == "finance/CZ-01/-"


@pytest.mark.parametrize(
    ("path", "slot"),
    [
        ("小塘村/ZP-01 户籍人口.pdf", "tang/ZP-01/户籍人口"),
        ("小塘村/zw06/3月.xlsx", "tang/ZW-06/2021-03"),
        ("小塘村/ZW—02/扫描件.pdf", "tang/ZW-02/-"),
        ("CZ-01.xlsx", "finance/CZ-01/-"),
    ],
)
def test_a_code_is_trusted(match: Find, path: str, slot: str) -> None:
    found = match(path)
    assert slot_of(found) == slot
    assert isinstance(found, Matched)
    assert found.rule == "编号"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("教育局/ZP-01 花名册.xlsx", "没有这一项"),
        ("小塘村/ZP-01、ZW-02.zip", "不止一个"),
        ("ZP-01 户籍人口.xlsx", "没有写明单位"),
    ],
)
def test_a_code_without_its_unit_is_asked(match: Find, path: str, why: str) -> None:
    found = match(path)
    assert isinstance(found, Ambiguous)
    assert why in found.reason


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("四查四补10月台账.xlsx", "2021-10"),
        ("四查四补台账（十二月）.xlsx", "2021-12"),
        ("四查四补台账2021.03.xlsx", "2021-03"),
        ("四查四补台账202111.xlsx", "2021-11"),
        ("四查四补2021年1月.xlsx", "2021-01"),
    ],
)
def test_a_month_is_a_part(match: Find, name: str, part: str) -> None:
    assert slot_of(match(f"小塘村/{name}")) == f"tang/ZW-06/{part}"


@pytest.mark.parametrize(
    "name", ["四查四补台账.xlsx", "四查四补台账1-12月.xlsx", "四查四补台账2020年10月.xlsx"]
)
def test_no_month_several_months_or_another_years_is_asked(match: Find, name: str) -> None:
    assert isinstance(match(f"小塘村/{name}"), Ambiguous)


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("小塘村/会议照片/IMG_0001.JPG", "影像资料"),
        ("小塘村/会议记录20211203.pdf", "记录纪要"),
        ("小塘村/会议传达学习/支部学习.docx", "记录纪要"),
    ],
)
def test_pictures_and_writing_are_different_parts(match: Find, path: str, part: str) -> None:
    assert slot_of(match(path)) == f"tang/ZR-01/{part}"


def test_an_unnamed_part_is_asked_with_the_parts_as_guesses(match: Find) -> None:
    found = match("小塘村/花名册.xlsx")
    assert isinstance(found, Ambiguous)
    assert [str(guess.slot.id) for guess in found.guesses] == [
        "tang/ZP-01/户籍人口",
        "tang/ZP-01/脱贫人口",
    ]


@pytest.mark.parametrize(
    ("path", "level", "slot"),
    [
        ("小塘村/关于全面推进乡村振兴的意见.pdf", "中央", "tang/ZP-12/国家"),
        ("大新镇/关于有效衔接的实施意见.pdf", "省", "daxin/ZP-12/自治区"),
        ("大新镇/环境整治实施意见.pdf", "县", "daxin/ZP-12/县"),
        ("教育局/关于脱贫人口学习的意见.pdf", "中央", "school/BM-12/-"),
        ("小塘村/政策文件/市级/若干意见.pdf", "", "tang/ZP-12/市"),
    ],
)
def test_what_higher_bodies_issue_is_policy(match: Find, path: str, level: str, slot: str) -> None:
    assert slot_of(match(path, level=level, genre="意见")) == slot


def test_a_policy_on_something_else_is_asked(match: Find) -> None:
    found = match("小塘村/1.pdf", "自治区关于森林防火的意见", level="省", genre="意见")
    assert isinstance(found, Ambiguous)
    assert "看不出" in found.reason


def test_a_document_much_more_like_what_others_owe_is_asked(match: Find) -> None:
    found = match("大新镇/引导员培训走访调研.xlsx")
    assert isinstance(found, Ambiguous)
    assert "更像别的单位要备的“引导员培训”" in found.reason


def test_what_a_village_signs_is_not_its_townships(match: Find) -> None:
    found = match("月牙湖乡/走访调研.docx", author="小塘村村民委员会")
    assert not isinstance(found, Matched)


def test_a_number_makes_a_document_formal(match: Find) -> None:
    path = "小塘村/一号文件.pdf"
    assert not isinstance(match(path, level="中央"), Matched)
    numbered = match(path, level="中央", document_number="中发〔2021〕1号")
    assert slot_of(numbered) == "tang/ZP-12/国家"


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("关于召开乡村振兴推进会的通知", "县"),
        ("某某市乡村振兴实施方案", "外地"),
        ("月牙湖乡关于做好有关工作的通知", "乡"),
    ],
)
def test_errands_and_outsiders_are_no_policy_unasked(match: Find, title: str, level: str) -> None:
    found = match("小塘村/通知.pdf", title, level=level, genre="通知")
    assert not isinstance(found, Matched)


def test_a_folder_that_states_a_requirement_outweighs_the_issuers_level(match: Find) -> None:
    path = "小塘村/环境整治/环境整治实施方案.pdf"
    assert slot_of(match(path, level="县", genre="方案")) == "tang/ZW-02/-"


def test_a_collector_answers_for_the_county(match: Find) -> None:
    path = "乡村振兴局/兴庆区2021年巩固脱贫成果汇报材料.docx"
    assert slot_of(match(path)) == "county/XJ-07/-"


def test_the_name_outweighs_another_aspects_folder_and_says_so(match: Find) -> None:
    found = match("小塘村/工作落实/户籍人口花名册.xlsx")
    assert isinstance(found, Matched)
    assert found.slot.requirement.code == "ZP-01"
    assert "放在“工作落实”文件夹，按名称归“政策落实”" in found.reason


def test_folder_and_name_that_mean_different_requirements_are_asked(match: Find) -> None:
    found = match("小塘村/环境整治/引导员培训.docx")
    assert isinstance(found, Ambiguous)
    assert {g.slot.requirement.code for g in found.guesses} == {"ZW-02", "ZW-03"}


@pytest.mark.parametrize(
    "path",
    [
        "教育局/学校安全工作总结.docx",
        "教育局/2020年工作总结.docx",
        "财政局/政府债券衔接资金支付进度.xlsx",
        "小塘村/放假通知.docx",
        "小塘村/微信图片_20211220.jpg",
    ],
)
def test_what_only_looks_like_a_requirement_is_not_filed(match: Find, path: str) -> None:
    assert not isinstance(match(path), Matched)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("贺兰县/小塘村环境整治.docx", "贺兰县"),
        ("乡村振兴局/外省汇报材料.docx", "外省"),
        ("小塘村/户籍人口花名册模板.xlsx", "模板"),
        ("财政局/衔接资金支付进度软件.zip", "软件"),
    ],
)
def test_what_is_of_elsewhere_or_no_evidence_is_asked(match: Find, path: str, why: str) -> None:
    found = match(path)
    assert isinstance(found, Ambiguous)
    assert why in found.reason


def test_our_own_county_is_not_elsewhere(match: Find) -> None:
    assert slot_of(match("2021年兴庆区月牙湖乡小塘村环境整治.docx")) == "tang/ZW-02/-"


def test_the_title_speaks_where_the_name_is_silent(match: Find) -> None:
    found = match("小塘村/扫描0001.pdf", "月牙湖乡小塘村户籍人口花名册")
    assert slot_of(found) == "tang/ZP-01/户籍人口"
    assert isinstance(found, Matched)
    assert found.rule == "题名"


def test_the_author_or_the_text_decides_the_unit_at_a_lower_score(match: Find) -> None:
    name = "户籍人口花名册.xlsx"
    in_folder = match(f"小塘村/{name}")
    by_author = match(name, author="月牙湖乡小塘村村民委员会")
    by_text = match(name, text="填报单位：小塘村\n序号 姓名")
    assert slot_of(in_folder) == slot_of(by_author) == slot_of(by_text) == "tang/ZP-01/户籍人口"
    assert isinstance(in_folder, Matched)
    assert isinstance(by_author, Matched)
    assert by_author.score < in_folder.score


def test_what_one_unit_alone_owes_needs_no_unit_named(match: Find) -> None:
    found = match("衔接资金支付进度.xlsx")
    assert slot_of(found) == "finance/CZ-01/-"
    assert isinstance(found, Matched)
    assert "只有“财政局”要备" in found.reason
    assert slot_of(match("资料/衔接资金支付进度/1.pdf")) == "finance/CZ-01/-"


@pytest.mark.parametrize(
    ("name", "clues"),
    [
        ("贺兰县财政局衔接资金支付进度.xlsx", {}),
        ("高家村衔接资金支付进度.xlsx", {}),
        ("衔接资金支付进度.xlsx", {"author": "某某市财政局", "level": "外地"}),
        ("衔接资金支付进度.xlsx", {"document_number": "某财发〔2021〕1号", "level": "省"}),
        ("支付进度.xlsx", {}),
    ],
)
def test_of_others_or_hardly_alike_it_is_asked(
    match: Find, name: str, clues: dict[str, str]
) -> None:
    assert not isinstance(match(name, **clues), Matched)


def test_what_several_owe_is_not_taken_without_a_unit(match: Find) -> None:
    found = match("环境整治.docx")
    assert isinstance(found, Ambiguous)
    assert "不止一个" in found.reason
    assert isinstance(match("新建文件.dat"), Unmatched)


@pytest.mark.parametrize(
    ("path", "slot"),
    [
        ("待交乡村振兴局/财政局/衔接资金支付进度.xlsx", "finance/CZ-01/-"),
        ("教育局/工作总结/报乡村振兴局.docx", "school/BM-10/-"),
        ("教育/2021年工作总结.docx", "school/BM-10/-"),
        ("2021年工作总结-教育.docx", "school/BM-10/-"),
        ("月牙湖乡/滨河家圆一村/环境整治.docx", "home-1/ZW-02/-"),
        ("小塘村/“四查四捕”工作台账3月.xlsx", "tang/ZW-06/2021-03"),
    ],
)
def test_receivers_short_names_and_slips_of_the_pen(match: Find, path: str, slot: str) -> None:
    assert slot_of(match(path)) == slot


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("月牙湖乡/大河村/环境整治.docx", "大河村"),
        ("月牙湖乡/各村环境整治/1.docx", "没有写明是哪个村"),
    ],
)
def test_a_village_that_cannot_be_told_is_asked(match: Find, path: str, why: str) -> None:
    found = match(path)
    assert isinstance(found, Ambiguous)
    assert why in found.reason


def test_a_summary_in_the_villages_folder_is_the_townships(match: Find) -> None:
    assert slot_of(match("月牙湖乡/各村环境整治/全乡汇总.docx")) == "lake/ZW-02/-"


@pytest.mark.parametrize(
    "text",
    [
        "走访了大新村、和平村。\n小塘村村民委员会\n2021年12月1日",
        "填报单位：小塘村\n走访了大新村、和平村",
        "走访了大新村。\n小塘村（章）",
    ],
)
def test_a_text_says_whose_it_is_by_its_label_or_its_signature(match: Find, text: str) -> None:
    assert slot_of(match("环境整治.docx", text=text)) == "tang/ZW-02/-"
    assert slot_of(match("月牙湖乡/环境整治.docx", text=text)) == "tang/ZW-02/-"


def test_units_that_a_text_only_mentions_decide_nothing(match: Find) -> None:
    found = match("环境整治.docx", text="参加的有大新村、小塘村的干部，会上")
    assert isinstance(found, Ambiguous)
    assert len({guess.slot.unit.id for guess in found.guesses}) == 2


def test_a_part_that_only_the_text_tells(match: Find) -> None:
    ledger = "小塘村/四查四补台账.xlsx"
    july = "时间：2021年7月\n问题一 完成时间：8月28日"
    assert slot_of(match(ledger, text=july)) == "tang/ZW-06/2021-07"
    assert isinstance(match(ledger, text="2021年7月、2021年8月"), Ambiguous)
    assert slot_of(match("小塘村/花名册.xlsx", text="脱贫人口一览")) == "tang/ZP-01/脱贫人口"
    assert isinstance(match("小塘村/花名册.xlsx", text="户籍人口、脱贫人口"), Ambiguous)


def test_a_kind_of_paper_does_not_contradict_a_folder(match: Find) -> None:
    assert slot_of(match("小塘村/环境整治/花名册.xlsx")) == "tang/ZW-02/-"


def recall_of(slot: Slot) -> Callable[..., Matched]:
    return lambda sha256, clues, unit: Matched(slot, "先例", f"{sha256}{unit}", 0.97)


def test_people_are_followed_after_declarations_and_before_names(
    matcher: Matcher, every_slot: tuple[Slot, ...]
) -> None:
    (precedent,) = (s for s in every_slot if str(s.id) == "tang/ZW-03/-")
    recall = recall_of(precedent)

    def at(*path: str, **clues: str) -> Match:
        *folders, name = path
        return matcher.match(Clues(tuple(folders), name, sha256="ab", **clues), recall)

    by_name = at("小塘村", "环境整治.docx")
    assert slot_of(by_name) == "tang/ZW-03/-"
    assert by_name.reason == "abtang"
    assert at("扫描.pdf", text="参加的有小塘村").reason == "abNone"
    assert slot_of(at("小塘村", "环境整治", "1.docx")) == "tang/ZW-02/-"
    assert slot_of(at("小塘村", "ZW-02.docx")) == "tang/ZW-02/-"
    assert slot_of(at("小塘村", "ZP-01.docx")) == "Ambiguous"
    assert slot_of(at("小塘村", "大新村", "培训.docx")) == "Ambiguous"


def test_the_reason_names_folder_and_words(match: Find) -> None:
    found = match("月牙湖乡/小塘村/户籍人口花名册.xlsx")
    assert isinstance(found, Matched)
    assert found.reason.startswith("文件夹“月牙湖乡/小塘村”指明单位；名称含")
    assert "“户籍人口”" in found.reason
    assert 0.7 <= found.score <= 1


def test_a_unit_without_slots_is_unmatched(every_slot: tuple[Slot, ...]) -> None:
    idle = Unit("idle", "档案馆", UnitKind.DEPARTMENT)
    units = (*{slot.unit.id: slot.unit for slot in every_slot}.values(), idle)
    found = Matcher(every_slot, units).match(Clues(("档案馆",), "工作总结.docx"))
    assert isinstance(found, Unmatched)


def test_no_manifests_match_nothing() -> None:
    assert isinstance(Matcher((), ()).match(Clues(("小塘村",), "花名册.xlsx")), Unmatched)


WORDS = st.sampled_from(
    [
        "小塘村",
        "大新",
        "花名册",
        "四查四补",
        "10月",
        "ZP-01",
        "（",
        "）",
        "2021年",
        "照片",
        ".",
        "/",
    ]
)
NAMES = st.lists(WORDS | st.text(max_size=3), max_size=8).map("".join)


@settings(max_examples=150, deadline=None)
@given(folders=st.lists(NAMES, max_size=3), name=NAMES, title=NAMES, text=NAMES)
def test_any_clues_give_an_answer_with_a_reason_and_the_same_one_twice(
    matcher: Matcher, folders: list[str], name: str, title: str, text: str
) -> None:
    clues = Clues(tuple(folders), name, title, text)
    found = matcher.match(clues)
    assert found.reason
    assert found == matcher.match(clues)
    if not isinstance(found, Matched):
        assert len(found.guesses) <= 3
        assert len({guess.slot.id for guess in found.guesses}) == len(found.guesses)
        assert sorted(found.guesses, key=lambda g: -g.score) == list(found.guesses)
        assert all(0 <= guess.score <= 1 for guess in found.guesses)
