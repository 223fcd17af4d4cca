"""Elements read from the forms in which documents really come."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_builder.identify import read_elements, standard_number
from archive_builder.model import Elements, Issuer, Level, Locality, Text

LOCALITIES = (
    Locality(Level.CENTRAL, ("中央", "国家", "国务院"), "国家"),
    Locality(Level.PROVINCE, ("宁夏回族自治区", "自治区", "宁夏"), "自治区"),
    Locality(Level.CITY, ("银川市",), "市"),
    Locality(Level.COUNTY, ("兴庆区",), "县(区)"),
    Locality(Level.TOWNSHIP, ("大新镇", "掌政镇", "通贵乡", "月牙湖乡"), "乡镇"),
)
ISSUERS = (
    Issuer("中发", "中共中央", Level.CENTRAL),
    Issuer("银政办发", "银川市人民政府办公室", Level.CITY),
    Issuer("银兴政办发", "兴庆区人民政府办公室", Level.COUNTY),
    Issuer("银发", "中国人民银行", Level.CENTRAL),
)


def read(*lines: str, name: str = "扫描件001.pdf", pages: tuple[str, ...] = ()) -> Elements:
    return read_elements(Text(pages or ("\n".join(lines),)), name, ISSUERS, LOCALITIES)


def value(elements: Elements, name: str) -> str | None:
    field = getattr(elements, name)
    return field.value if field else None


def values(elements: Elements) -> list[str | None]:
    names = ("title", "document_number", "author", "date", "level")
    return [value(elements, name) for name in names]


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
为贯彻落实《关于健全防止返贫动态监测和帮扶机制的指导意见》（国开办发〔2020〕6号）精神，制定方案。
兴庆区人民政府办公室 2021年6月9日印发
"""


def test_red_headed_document_with_all_its_parts() -> None:
    elements = read(RED_HEAD)
    assert values(elements) == [
        "兴庆区人民政府办公室关于印发《兴庆区健全防止返贫动态监测和帮扶机制实施方案》的通知",
        "银兴政办发〔2021〕32号",
        "兴庆区人民政府办公室",
        "2021-06-08",
        "县",
    ]
    assert value(elements, "classification") == "机密"
    assert value(elements, "genre") == "通知"


def test_every_field_says_where_it_was_read_and_how_sure() -> None:
    elements = read(RED_HEAD)
    assert elements.date is not None
    assert elements.date.source == "2021年6月8日"
    assert elements.document_number is not None
    assert elements.document_number.source == "银兴政办发〔2021〕32号"
    assert 0.5 < elements.document_number.confidence <= 1


def test_joint_issuers_in_the_order_of_signature() -> None:
    elements = read(
        "中共兴庆区委 兴庆区人民政府",
        "关于实现巩固拓展脱贫攻坚成果同乡村振兴",
        "有效衔接的实施意见",
        "各乡镇党委、人民政府：",
        "为贯彻落实中央和自治区部署，提出如下意见。",
        "中共兴庆区委",
        "兴庆区人民政府",
        "2021年7月5日",
    )
    assert values(elements) == [
        "中共兴庆区委 兴庆区人民政府关于实现巩固拓展脱贫攻坚成果同乡村振兴有效衔接的实施意见",
        None,
        "中共兴庆区委、兴庆区人民政府",
        "2021-07-05",
        "县",
    ]


def test_text_that_came_as_one_long_line_is_parted() -> None:
    elements = read(
        "关于调整补贴标准的通知",
        "宁财发〔2021〕7号各市、县（区）财政局：现就有关事宜通知如下。请遵照执行。"
        "宁夏回族自治区财政厅宁夏回族自治区农业农村厅国家税务总局宁夏回族自治区税务局"
        "2021年3月2日更多信息请关注",
    )
    assert values(elements) == [
        "关于调整补贴标准的通知",
        "宁财发〔2021〕7号",
        "宁夏回族自治区财政厅、宁夏回族自治区农业农村厅、国家税务总局宁夏回族自治区税务局",
        "2021-03-02",
        "省",
    ]


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        ("关于做好低保工作的通知\n（银民发〔2021〕27 号）\n各乡镇：", "银民发〔2021〕27号"),
        ("关于做好低保工作的通知 银民发[2021]27号\n各乡镇：", "银民发[2021]27号"),
        ("关于做好低保工作的通知银民发【2021】27号各乡镇：", "银民发【2021】27号"),
        ("发文字号：\t银民发﹝2021﹞27号\n低保工作方案", "银民发﹝2021﹞27号"),
        ("银民发202127号\n关于做好低保工作的通知", "银民发202127号"),
        ("国家乡村振兴局公告2021年第3号", "国家乡村振兴局公告2021年第3号"),
        ("关于落实的通知\n根据《办法》（银民发〔2021〕27号）要求，通知如下：", None),
        ("关于转发银民发〔2021〕27号文件的通知\n各村：", None),
        ("小塘村工作总结\n按照银民发〔2021〕27号文件要求，我村完成。", None),
        ("《关于做好低保工作的通知》（银民发〔2021〕27号）\n宣传材料", None),
    ],
)
def test_number_is_the_documents_own_as_printed(lines: str, number: str | None) -> None:
    assert value(read(lines), "document_number") == number


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("银民发〔2021〕27号 关于低保的通知.pdf", "银民发〔2021〕27号"),
        ("关于低保的通知（银民发〔2021〕27号）.pdf", "银民发〔2021〕27号"),
        ("转发银民发〔2021〕27号的通知.pdf", None),
    ],
)
def test_a_files_name_may_give_the_number(name: str, number: str | None) -> None:
    assert value(read("", name=name), "document_number") == number


def test_number_can_be_put_in_the_standard_form() -> None:
    assert standard_number("银民发【2021】第07号") == "银民发〔2021〕7号"
    assert standard_number("国家乡村振兴局公告2021年第3号") == "国家乡村振兴局公告2021年第3号"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "兴庆区做好国家2021年度巩固脱贫成果\n\n后评估工作方案\n\n为贯彻落实部署，制定本方案。",
            "兴庆区做好国家2021年度巩固脱贫成果后评估工作方案",
        ),
        ("附件2.2\n后评估访谈提纲\n（村级）\n1.今年以来，本村情况？", "后评估访谈提纲（村级）"),
        ("小塘村花名册\n序号 姓名 性别 备注\n1 甲 男", "小塘村花名册"),
        ("附件1：“四查四补”工作台账\n填报单位：小塘村", "“四查四补”工作台账"),
        ("滨河家园移民“一户一档案”\n户编号：户002", "滨河家园移民“一户一档案”"),
        ("会 议 记 录\n时间：2021年12月3日\n地点：村委会", "会议记录"),
        ("月牙湖乡党委会议纪要\n〔2021〕12号\n会议学习了文件。", "月牙湖乡党委会议纪要"),
        ("防返贫动态监测\n和帮扶机制的实施方案\n各乡镇：", "防返贫动态监测和帮扶机制的实施方案"),
        ("首页\n登录\n标 题：关于某事的通知\n成文日期：2021-12-20", "关于某事的通知"),
        ("体能测评标准\n及实施规范\n第一条 为规范测评，制定本规范。", "体能测评标准及实施规范"),
    ],
)
def test_title_from_the_head(text: str, title: str) -> None:
    assert value(read(text), "title") == title


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("3.小塘村环境整治方案(1)最终版.docx", "小塘村环境整治方案"),
        ("附件3：小塘村环境整治方案_20211220_扫描件.pdf", "小塘村环境整治方案"),
        ("20211220小塘村环境整治方案（盖章）.pdf", "小塘村环境整治方案"),
        ("银民发〔2021〕27号 关于低保的通知.pdf", "关于低保的通知"),
        ("2021年工作总结.docx", "2021年工作总结"),
        ("统计公报 _ 某某门户.html", "统计公报"),
        ("IMG_20211220_103015.jpg", None),
        ("微信图片_20211220.jpg", None),
        ("扫描件0001.pdf", None),
        ("新建 Microsoft Word 文档.docx", None),
    ],
)
def test_title_from_the_name_of_the_file(name: str, title: str | None) -> None:
    found = read("各乡镇：", "为做好工作，现通知如下。", name=name).title
    assert (found.value if found else None) == title
    assert found is None or found.confidence <= 0.4


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("总结\n完成。\n小塘村村民委员会\n二〇二一年十二月二十日", "2021-12-20"),
        ("总结\n完成。\n小塘村村民委员会（盖章）\n202 1 年 12 月 20 日", "2021-12-20"),
        ("总结\n完成。\n小塘村村民委员会 2021.12.20", "2021-12-20"),
        ("总结\n完成。\n小塘村村民委员会\n2021年2月30日", None),
        ("总结\n完成。\n小塘村村民委员会\n2021年  月  日", None),
        ("总结\n截至2021年12月20日完成。公示时间：2021年12月1日至7日", None),
        ("办法\n本办法自2021年8月1日起施行，有效期至2026年7月31日。", None),
        ("会议记录\n时间：2021年12月3日上午\n地点：村委会", "2021-12-03"),
        ("常务会议纪要\n2021年12月3日，区长主持召开会议。议定如下。", "2021-12-03"),
        ("台账\n填报单位：小塘村 填报时间：2021年12月20日\n1 甲 2021.10.6", "2021-12-20"),
        ("统计报告\n兴庆区统计局\n二〇二一年十二月\n目录", "2021-12"),
        ("汇报材料\n月牙湖乡\n（2021年12月20日）\n今年以来，我乡推进。", "2021-12-20"),
    ],
)
def test_date_is_the_day_it_was_made(text: str, date: str | None) -> None:
    assert value(read(text), "date") == date


def test_date_of_printing_is_not_the_documents_date() -> None:
    elements = read(
        "关于某事的通知",
        "各村：",
        "请落实。",
        "抄送：区委办公室。",
        "月牙湖乡人民政府办公室 2021年12月21日印发",
    )
    assert elements.date is None
    assert value(elements, "author") == "月牙湖乡人民政府办公室"


@pytest.mark.parametrize(
    ("author", "level"),
    [
        ("国家税务总局银川市兴庆区税务局", "县"),
        ("国家税务总局江西省税务局", "外地"),
        ("中国人民银行", "中央"),
        ("国家乡村振兴局", "中央"),
        ("自治区乡村振兴局", "省"),
        ("内蒙古自治区教育厅", "外地"),
        ("南京市人民政府办公厅", "外地"),
        ("银川市金凤区人民政府", "外地"),
        ("月牙湖乡小塘村村民委员会", "乡"),
        ("区委办公室", "县"),
    ],
)
def test_the_last_place_of_the_signature_decides_the_level(author: str, level: str) -> None:
    elements = read("关于某事的通知", "各单位：", "请落实。", author, "2021年5月6日")
    assert value(elements, "author") == author
    assert value(elements, "level") == level


def test_author_of_a_form_is_who_filled_it_in() -> None:
    elements = read("花名册", "填报单位：大新镇燕鸽村  填报人：某某", "序号 姓名")
    assert (value(elements, "author"), value(elements, "level")) == ("大新镇燕鸽村", "乡")


def test_level_from_the_number_where_no_author_is_named() -> None:
    elements = read("银政办发〔2021〕9号", "关于某事的通知", "各单位：", "请落实。")
    assert (value(elements, "author"), value(elements, "level")) == (None, "市")


def test_level_from_the_place_that_a_title_opens_with() -> None:
    assert value(read("兴庆区关于健全防返贫机制的实施方案", "各乡镇："), "level") == "县"
    assert value(read("帮扶责任人进村入户计划", "为做好工作，制定计划。"), "level") is None


@pytest.mark.parametrize(
    ("author", "level"),
    [
        ("新化县人民政府", "县"),
        ("北京市商务局", "省"),
        ("临安市人民政府办公室", "县"),
        ("深圳市统计局", "市"),
        ("三明市沙县区人民政府", "县"),
    ],
)
def test_without_a_campaign_there_is_no_elsewhere(author: str, level: str) -> None:
    text = Text((f"关于某事的通知\n各单位：\n请落实。\n{author}\n2021年5月6日",))
    assert value(read_elements(text, "a.doc", (), ()), "level") == level


@pytest.mark.parametrize(
    ("text", "classification"),
    [
        ("秘密\n关于某事的通知", "秘密"),
        ("绝 密 ★ 长期\n关于某事的通知", "绝密"),
        ("000001\n机密★5年 特急\n关于某事的通知", "机密"),
        ("保密工作总结\n我村没有机密文件，秘密文件一份。", None),
        ("关于某事的通知\n密级：公开", None),
    ],
)
def test_classification_is_an_element_of_the_head(text: str, classification: str | None) -> None:
    assert value(read(text), "classification") == classification


def test_classification_of_an_attachment_counts() -> None:
    elements = read(pages=("关于某事的通知\n各村：", "机密★1年\n附件"))
    assert value(elements, "classification") == "机密"


def test_page_furniture_is_no_part_of_the_text() -> None:
    pages = [f"月牙湖乡资料汇编\n第{i}部分内容说明。\n— {i} —" for i in range(1, 5)]
    last = "月牙湖乡资料汇编\n月牙湖乡人民政府\n— 5 —\n2021年12月20日\n- 5 -"
    elements = read(pages=(*pages, last))
    assert value(elements, "date") == "2021-12-20"
    assert value(elements, "author") == "月牙湖乡人民政府"


def test_an_empty_document_states_nothing() -> None:
    assert read("", name="001.pdf") == Elements()


PIECES = st.sampled_from(
    [
        "关于",
        "《",
        "》",
        "的通知",
        "〔2021〕",
        "号",
        "2021年12月20日",
        "委员会",
        "：",
        "。",
        "\n",
        " ",
    ]
)


@settings(max_examples=200, deadline=None)
@given(text=st.lists(PIECES | st.text(max_size=4), max_size=40).map("".join), name=st.text())
def test_any_text_is_read_without_failing(text: str, name: str) -> None:
    elements = read(text, name=name)
    for field in (elements.title, elements.document_number, elements.author, elements.date):
        assert field is None or (field.value and 0 < field.confidence <= 1)


@pytest.mark.parametrize(
    "piece",
    ["关于", "教育局", "2021年12月20日", "《", "教育局2021年1月1日", "相关解读：《", "现将《甲》"],
)
def test_one_endless_line_is_read_too(piece: str) -> None:
    elements = read(piece * 20_000)
    assert elements.document_number is None
