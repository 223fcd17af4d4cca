"""责任者 and 成文日期 of forms, minutes, reports and laws."""

from __future__ import annotations

import pytest

from archive_builder.identify import read_elements
from archive_builder.model import Elements, Level, Locality, Text

COUNTY = (Locality(Level.COUNTY, ("兴庆区",), "县(区)"),)


def read(text: str) -> Elements:
    return read_elements(Text((text,)), "001.pdf", (), COUNTY)


@pytest.mark.parametrize(
    ("text", "author", "date"),
    [
        ("清单\n填报：乡村振兴局2021年12月14日\n序号", "乡村振兴局", "2021-12-14"),
        ("情况表\n填报：农业服务中心 2021年12月8日", "农业服务中心", "2021-12-08"),
        ("倒排表\n填报单位：洼路村2021年12月17日", "洼路村", "2021-12-17"),
        ("名单\n制表：小塘村 审核：民政站 2021年12月", "小塘村", "2021-12"),
        ("台账\n月份：2021年10月 填报：小塘村", "小塘村", None),
        ("名单\n填报：卫生健康局 不含身份证号、电话", "卫生健康局", None),
        ("台账\n填报：小塘村 截止时间：2021年12月10日", "小塘村", None),
        ("进度\n单位：万元\n序号 金额", None, None),
        ("问卷\n填表：罗某某 2021年12月1日—9日", None, None),
        ("材料\n完成。\n掌政镇党委 政府\n2021年12月19日", "掌政镇党委、政府", "2021-12-19"),
    ],
)
def test_who_filled_a_form_in_and_when(text: str, author: str | None, date: str | None) -> None:
    elements = read(text)
    assert (elements.author.value if elements.author else None) == author
    assert (elements.date.value if elements.date else None) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("检测报告\n采样日期：2021年11月9日\n签发：周某\n2021年11月16日", "2021-11-16"),
        ("检测报告\n采样日期：2021年11月9日 报告日期：2021年11月15日\n结论", "2021-11-15"),
        ("检测报告\n采样日期：2021年11月9日—12日\n结论", None),
        ("遍访记录表\n遍访人：何某 时间：2021年9月—12月\n序号", None),
        ("走访记录\n走访时间：2021年12月13日—16日\n序号", None),
        ("走访记录\n走访时间：2021年10月20日、11月17日\n序号", None),
        ("培训会签到表\n时间：2021年12月17日14:30地点：三楼\n序号", "2021-12-17"),
        ("培训会的通知\n时间：2021年12月17日\n地点：三楼", None),
        ("会议记录\n时间2021年9月14日19:30\n地点 中心", "2021-09-14"),
        ("会议记录\n时间 2021年3月18日15:00\n地点 中心", "2021-03-18"),
        ("会议记录\n时间\n2021年3月18日\n地点\n中心", "2021-03-18"),
        (
            "学习记录\n2021年3月2日\n学习文件甲，讨论。\n2021年5月26日\n学习文件乙。\n走完。\n记录：甲",
            None,
        ),
        (
            "学习记录\n2021年3月2日\n学习。\n2021年5月26日\n学习。\n记录：甲\n2021年5月30日",
            "2021-05-30",
        ),
        ("会议记录\n时间：2021年3月2日\n学习。\n会议记录\n时间：2021年5月6日\n学习。", None),
    ],
)
def test_a_day_that_is_only_spoken_of_is_not_the_documents(text: str, date: str | None) -> None:
    found = read(text).date
    assert (found.value if found else None) == date


def test_a_law_is_of_the_assembly_and_the_day_that_adopted_it() -> None:
    law = (
        "中华人民共和国乡村振兴促进法\n（2021年4月29日第十三届全国人民代表大会常务委员会第\n"
        "二十八次会议通过）\n第一条 为了振兴。"
    )
    elements = read(law)
    assert elements.author is not None
    assert elements.date is not None
    assert elements.level is not None
    assert elements.author.value == "全国人民代表大会常务委员会"
    assert (elements.date.value, elements.level.value) == ("2021-04-29", "中央")


def test_an_office_that_every_county_has_is_not_central_for_its_name() -> None:
    assert read("清单\n填报：乡村振兴局 2021年12月14日").level is None
    national = read("关于某事的通知\n各省：\n国家乡村振兴局\n2021年5月14日").level
    assert national is not None
    assert national.value == "中央"


def test_joint_issuers_counted_in_the_title_are_the_author() -> None:
    elements = read("农业农村部等十部门关于推动特色产业\n发展的指导意见\n（2021年4月）")
    assert elements.author is not None
    assert elements.level is not None
    assert (elements.author.value, elements.level.value) == ("农业农村部等十部门", "中央")
