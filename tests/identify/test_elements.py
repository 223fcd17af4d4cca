"""Elements read from the forms in which documents really come."""

import pytest

from archive_builder.identify import read_elements, standard_number
from archive_builder.model import Elements, Issuer, Level, Locality, Text

LOCALITIES = (
    Locality(Level.PROVINCE, ("宁夏回族自治区", "自治区", "宁夏"), "自治区"),
    Locality(Level.CITY, ("银川市",), "市"),
    Locality(Level.COUNTY, ("兴庆区",), "县(区)"),
    Locality(Level.TOWNSHIP, ("大新镇", "掌政镇", "通贵乡", "月牙湖乡"), "乡镇"),
)
ISSUERS = (
    Issuer("中发", "中共中央", Level.CENTRAL),
    Issuer("宁政办发", "自治区人民政府办公厅", Level.PROVINCE),
    Issuer("银政办发", "银川市人民政府办公室", Level.CITY),
    Issuer("银兴政办发", "兴庆区人民政府办公室", Level.COUNTY),
    Issuer("银发", "中国人民银行", Level.CENTRAL),
)


def read(text: str, name: str = "扫描件001.pdf", pages: tuple[str, ...] = ()) -> Elements:
    return read_elements(Text(pages or (text,)), name, ISSUERS, LOCALITIES)


def values(elements: Elements) -> dict[str, str | None]:
    names = ("title", "document_number", "author", "date", "level")
    return {name: field and field.value for name in names for field in [getattr(elements, name)]}


RED_HEAD = """000012
机密★1年
特急
兴 庆 区 人 民 政 府 办 公 室 文 件
银兴政办发〔２０２１〕３２号　　　　签发人：×××
兴庆区人民政府办公室关于印发
《兴庆区健全防止返贫动态监测和帮扶
机制实施方案》的通知
各乡镇人民政府、街道办事处，区政府各部门：
    《兴庆区健全防止返贫动态监测和帮扶机制实施方案》已经区人民政府同意，现印发给你
们，请认真抓好落实。2021年2月30日前报送。
    （此页无正文）
兴庆区人民政府办公室
2021年6月8日
（此件公开发布）
兴庆区健全防止返贫动态监测和帮扶机制实施方案
为贯彻落实《关于健全防止返贫动态监测和帮扶机制的指导意见》（国开办发〔2020〕6号）精神，制定本方案。
兴庆区人民政府办公室 2021年6月9日印发
"""


def test_red_headed_document_with_all_its_parts() -> None:
    elements = read(RED_HEAD)
    assert values(elements) == {
        "title": "兴庆区人民政府办公室关于印发《兴庆区健全防止返贫动态监测和帮扶机制实施方案》的通知",
        "document_number": "银兴政办发〔2021〕32号",
        "author": "兴庆区人民政府办公室",
        "date": "2021-06-08",
        "level": "县",
    }
    assert elements.classification is not None
    assert elements.classification.value == "机密"
    assert elements.genre is not None
    assert elements.genre.value == "通知"


def test_every_field_says_where_it_was_read_and_how_sure() -> None:
    elements = read(RED_HEAD)
    assert elements.date is not None
    assert elements.date.source == "2021年6月8日"
    assert elements.document_number is not None
    assert 0.5 < elements.document_number.confidence <= 1


def test_joint_issuers_in_the_order_of_signature() -> None:
    text = """中共兴庆区委 兴庆区人民政府
关于实现巩固拓展脱贫攻坚成果同乡村振兴
有效衔接的实施意见
各乡镇党委、人民政府：
为贯彻落实中央和自治区部署，提出如下意见。
中共兴庆区委
兴庆区人民政府
2021年7月5日"""
    assert values(read(text)) == {
        "title": "中共兴庆区委 兴庆区人民政府关于实现巩固拓展脱贫攻坚成果同乡村振兴有效衔接的实施意见",
        "document_number": None,
        "author": "中共兴庆区委、兴庆区人民政府",
        "date": "2021-07-05",
        "level": "县",
    }


def test_issuers_run_together_without_a_mark_are_parted() -> None:
    text = "关于调整补贴标准的通知\n宁财发〔2021〕7号各市、县（区）财政局：现就有关事宜通知如下。"
    text += "请遵照执行。宁夏回族自治区财政厅宁夏回族自治区农业农村厅国家税务总局宁夏回族自治区税务局2021年3月2日更多信息"
    elements = read(text)
    assert values(elements) == {
        "title": "关于调整补贴标准的通知",
        "document_number": "宁财发〔2021〕7号",
        "author": "宁夏回族自治区财政厅、宁夏回族自治区农业农村厅、国家税务总局宁夏回族自治区税务局",
        "date": "2021-03-02",
        "level": "省",
    }


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        ("关于做好低保工作的通知\n（银民发〔2021〕27 号）\n各乡镇：", "银民发〔2021〕27号"),
        ("关于做好低保工作的通知 银民发[2021]27号\n各乡镇：", "银民发[2021]27号"),
        ("关于做好低保工作的通知银民发【2021】27号各乡镇民政办：现通知如下", "银民发【2021】27号"),
        ("发文字号：\t银民发﹝2021﹞27号\n关于做好低保工作的通知", "银民发﹝2021﹞27号"),
        ("银民发202127号\n关于做好低保工作的通知", "银民发202127号"),
        ("国家乡村振兴局公告2021年第3号\n关于公布名单的公告", "国家乡村振兴局公告2021年第3号"),
        ("关于落实《通知》的通知\n根据《办法》（银民发〔2021〕27号）要求，现通知如下：", None),
        ("关于转发银民发〔2021〕27号文件的通知\n各村：", None),
        ("小塘村工作总结\n按照银民发〔2021〕27号文件要求，我村……完成。", None),
        ("《关于做好低保工作的通知》（银民发〔2021〕27号）\n宣传材料", None),
    ],
)
def test_number_is_the_documents_own_as_printed(lines: str, number: str | None) -> None:
    assert values(read(lines))["document_number"] == number


def test_number_can_be_put_in_the_standard_form() -> None:
    assert standard_number("银民发【2021】第07号") == "银民发〔2021〕7号"
    assert standard_number("国家乡村振兴局公告2021年第3号") == "国家乡村振兴局公告2021年第3号"


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("兴庆区做好国家2021年度巩固脱贫成果\n\n后评估工作方案\n\n为贯彻落实部署，制定本方案。", "a.doc", "兴庆区做好国家2021年度巩固脱贫成果后评估工作方案"),
        ("附件2.2\n巩固脱贫成果后评估访谈提纲\n（村级）\n1.今年以来，本村情况？", "a.doc", "巩固脱贫成果后评估访谈提纲（村级）"),
        ("月牙湖乡小塘村户籍人口花名册\n序号 姓名 性别 备注\n1 甲 男", "a.xlsx", "月牙湖乡小塘村户籍人口花名册"),
        ("附件1：小塘村“四查四补”工作台账\n填报单位：小塘村  填报时间：2021年12月20日", "a.xlsx", "小塘村“四查四补”工作台账"),
        ("各乡镇：\n为做好工作，现通知如下。", "3.小塘村环境整治方案(1)最终版.docx", "小塘村环境整治方案"),
        ("", "IMG_20211220_103015.jpg", None),
        ("会 议 记 录\n时间：2021年12月3日\n地点：村委会会议室", "a.doc", "会议记录"),
        ("月牙湖乡党委会议纪要\n〔2021〕12号\n会议学习了文件。", "a.doc", "月牙湖乡党委会议纪要"),
    ],
)  # fmt: skip
def test_title_from_the_head_else_from_the_name(text: str, name: str, title: str | None) -> None:
    assert values(read(text, name))["title"] == title


def test_title_from_the_name_is_of_low_confidence() -> None:
    title = read("", "小塘村花名册.xlsx").title
    assert title is not None
    assert title.confidence < 0.5


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("工作总结\n各项工作完成。\n小塘村村民委员会\n二〇二一年十二月二十日", "2021-12-20"),
        ("工作总结\n各项工作完成。\n小塘村村民委员会（盖章）\n202 1 年 12 月 20 日", "2021-12-20"),
        ("工作总结\n各项工作完成。\n小塘村村民委员会 2021.12.20", "2021-12-20"),
        ("工作总结\n各项工作完成。\n小塘村村民委员会\n2021年2月30日", None),
        ("工作总结\n各项工作完成。\n小塘村村民委员会\n2021年  月  日", None),
        ("工作总结\n截至2021年12月20日，各项工作完成。公示时间：2021年12月1日至7日", None),
        ("办法\n本办法自2021年8月1日起施行，有效期至2026年7月31日。", None),
        ("会议记录\n时间：2021年12月3日上午\n地点：村委会", "2021-12-03"),
        ("常务会议纪要\n2021年12月3日，区长主持召开会议。会议议定如下。", "2021-12-03"),
        ("台账\n填报单位：小塘村 填报时间：2021年12月20日\n1 甲 2021.10.6", "2021-12-20"),
        ("社会性别统计报告\n兴庆区统计局\n二〇二一年十二月\n目录", "2021-12"),
        ("汇报材料\n月牙湖乡\n（2021年12月20日）\n今年以来，我乡扎实推进。", "2021-12-20"),
    ],
)
def test_date_is_the_day_it_was_made(text: str, date: str | None) -> None:
    assert values(read(text))["date"] == date


def test_date_of_printing_is_not_the_documents_date() -> None:
    text = "关于某事的通知\n各村：\n请落实。\n抄送：区委办公室。\n月牙湖乡人民政府办公室 2021年12月21日印发"
    elements = read(text)
    assert elements.date is None
    assert values(elements)["author"] == "月牙湖乡人民政府办公室"


@pytest.mark.parametrize(
    ("text", "author", "level"),
    [
        ("花名册\n填报单位：大新镇燕鸽村  填报人：某某\n序号 姓名", "大新镇燕鸽村", "乡"),
        ("关于某事的通知\n各市：\n请落实。\n国家税务总局银川市兴庆区税务局\n2021年5月6日", "国家税务总局银川市兴庆区税务局", "县"),
        ("关于某事的通知\n各市：\n请落实。\n中国人民银行\n2021年5月6日", "中国人民银行", "中央"),
        ("关于某事的通知\n各市：\n请落实。\n南京市人民政府办公厅\n2021年5月6日", "南京市人民政府办公厅", "外地"),
        ("关于某事的通知\n各市：\n请落实。\n自治区乡村振兴局\n2021年5月6日", "自治区乡村振兴局", "省"),
        ("关于某事的通知\n各市：\n请落实。\n国家乡村振兴局\n2021年5月6日", "国家乡村振兴局", "中央"),
        ("银政办发〔2021〕9号\n关于某事的通知\n各市：\n请落实。", None, "市"),
        ("会议记录\n参会人员讨论了工作。", None, None),
    ],
)  # fmt: skip
def test_author_and_level(text: str, author: str | None, level: str | None) -> None:
    got = values(read(text))
    assert (got["author"], got["level"]) == (author, level)


def test_level_without_a_campaign_knows_no_elsewhere() -> None:
    text = Text(("关于某事的通知\n各市：\n请落实。\n新化县人民政府\n2021年5月6日",))
    level = read_elements(text, "a.doc", (), ()).level
    assert level is not None
    assert level.value == "县"


def test_classification_mentioned_in_the_text_is_none() -> None:
    text = "保密工作总结\n我村没有机密文件，秘密文件一份。\n密级：公开"
    assert read(text).classification is None


def test_page_furniture_is_no_part_of_the_text() -> None:
    pages = tuple(f"月牙湖乡资料汇编\n第{i}部分内容说明。\n— {i} —" for i in range(1, 5))
    last = "月牙湖乡资料汇编\n月牙湖乡人民政府\n— 5 —\n2021年12月20日\n- 5 -"
    assert values(read("", pages=(*pages, last)))["date"] == "2021-12-20"


def test_an_empty_document_states_nothing_but_its_name() -> None:
    assert read("", "001.pdf") == Elements()
