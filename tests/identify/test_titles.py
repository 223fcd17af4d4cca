"""题名 that are headlines, wrap, carry remarks, or belong to a workbook of several sheets."""

from __future__ import annotations

import pytest

from archive_builder.identify import read_elements
from archive_builder.identify.filename import clean_stem
from archive_builder.model import Field, Text

SURE = 0.5
"""The index prints a title below it in brackets, as the archivist's own."""


def title(text: str, name: str = "扫描件001.pdf") -> Field:
    found = read_elements(Text(tuple(text.split("\f"))), name, (), ()).title
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            "网上平台数据与实际数据、帮扶手册\n核查情况通报\n各乡镇：",
            "网上平台数据与实际数据、帮扶手册核查情况通报",
        ),
        ("小网格兜住底线\n——某乡网格化管理典型经验材料\n某乡把监测放进网格里，", "小网格兜住底线"),
        (
            "深化网格治理筑牢防返贫底线持续发力\n推动乡村善治见实效\n——某乡的做法\n某乡把",
            "深化网格治理筑牢防返贫底线持续发力推动乡村善治见实效",
        ),
        ("一张报修单管好一户水\n农村供水最难的不是通水，而是", "一张报修单管好一户水"),
        (
            "2021年衔接推进乡村振兴补助资金支付进度\n财政局 2021年12月21日 单位：万元\n序号 单位",
            "2021年衔接推进乡村振兴补助资金支付进度",
        ),
        ("小塘村监测户具体信息\n8户31人\n序号 户编号 户主 风险点 措施", "小塘村监测户具体信息"),
        ("中华人民共和国乡村振兴促进法\n（2021年4月29日通过）", "中华人民共和国乡村振兴促进法"),
        ("燕鸽村开展环境大整治\n大新镇工作简报（节选）\n12月11日，", "燕鸽村开展环境大整治"),
        ("大新镇工作简报\n第3期\n燕鸽村开展环境大整治", "大新镇工作简报"),
        ("移民致富实施方案（2021年4月）\n为巩固成果，", "移民致富实施方案"),
        ("水质检测报告\n（演示数据，非真实检测结果）\n序号 采样点 类别 余氯", "水质检测报告"),
        ("水质监测台账（一季度）\n演示数据，非真实检测结果\n序号 采样点", "水质监测台账（一季度）"),
    ],
)
def test_what_stands_printed_over_the_text_is_the_title(text: str, value: str) -> None:
    found = title(text, "典型经验材料汇总表1.docx")
    assert found.value == value
    assert found.confidence >= SURE


def test_text_is_no_headline() -> None:
    text = "今年以来我村认真贯彻落实上级精神\n扎实推进各项工作取得成效\n群众满意"
    found = title(text, "小塘村环境整治方案.docx")
    assert (found.value, found.confidence < SURE) == ("小塘村环境整治方案", True)


def test_a_name_that_is_printed_in_the_document_is_a_printed_title() -> None:
    text = "序号 姓名 金额 备注\n合计：三人。\n附：小塘村高龄津贴发放表"
    assert title(text, "小塘村高龄津贴发放表.pdf").confidence >= SURE
    assert title(text, "小塘村低保金发放表.pdf").confidence < SURE


def test_the_place_before_a_files_name_stays_in_the_title() -> None:
    found = title("月牙湖乡责任人进村入户计划\n为做好工作，", "责任人进村入户计划.docx")
    assert found.value == "月牙湖乡责任人进村入户计划"


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("医保局-保险缴费情况12.19.xlsx", "医保局-保险缴费情况"),
        ("医保局-保险缴费情况12.19", "医保局-保险缴费情况"),
        ("环境整治后12.18.jpg", "环境整治后"),
        ("农户名单2021.12.xlsx", "农户名单"),
        ("工作总结2021-12-20.doc", "工作总结"),
        ("走访记录（12.16）.docx", "走访记录"),
        ("值班表12.20-12.31.xls", "值班表"),
        ("12.19走访记录.docx", "走访记录"),
        ("汇报材料12.19修改稿.docx", "汇报材料"),
        ("PM2.5治理方案.docx", "PM2.5治理方案"),
        ("ZR-05访谈提纲（支书）.docx", "访谈提纲（支书）"),
        ("3.ZR-05 访谈提纲.docx", "访谈提纲"),
        ("访谈提纲（ZR-05）.docx", "访谈提纲"),
        ("ZR-05.docx", ""),
    ],
)
def test_names_lose_whole_dates_and_codes(name: str, stem: str) -> None:
    assert clean_stem(name) == stem


ROWS = "序号 户编号 户主 人口\n1 户001 甲 3"


def sheets(*headings: str) -> str:
    return "\f".join(f"{heading}\n{ROWS}" if heading else ROWS for heading in headings)


@pytest.mark.parametrize(
    ("text", "name", "value", "printed"),
    [
        (
            sheets("甲村农户名单", "", "乙村农户名单"),
            "某乡各村农户名单.xlsx",
            "某乡各村农户名单",
            False,
        ),
        (sheets("供水台账（一季度）", "供水台账（二季度）"), "2021年台账.xlsx", "供水台账", True),
        (sheets("甲村农户名单", ""), "某乡各村农户名单.xlsx", "甲村农户名单", True),
        (sheets("甲村农户名单", "乙村农户名单"), "名单.xlsx", "甲村农户名单", True),
        (sheets("甲村农户名单", "乙村农户名单"), "某乡各村农户名单.docx", "甲村农户名单", True),
    ],
)
def test_a_workbooks_title_holds_for_all_its_sheets(
    text: str, name: str, value: str, printed: bool
) -> None:
    found = title(text, name)
    assert (found.value, found.confidence >= SURE) == (value, printed)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("四查四补台账10月.xlsx", "工作台账（2021年10月）"),
        ("2021年10月台账 (1).xlsx", "工作台账（2021年10月）"),
        ("四查四补台账9月.xlsx", "工作台账"),
        ("台账（10月轮换）.xlsx", "工作台账"),
        ("四查四补台账10月.docx", "工作台账"),
    ],
)
def test_the_month_in_a_name_completes_a_ledgers_title_if_it_is_printed(
    name: str, value: str
) -> None:
    found = title(f"工作台账\n月份：2021年10月 填报：小塘村\n{ROWS}", name)
    assert found.value == value
    assert found.confidence >= SURE
