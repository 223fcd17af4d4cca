"""Every kind of mistake is told at its place, all in one run."""

from __future__ import annotations

import shutil

import pytest

from archive_builder.errors import ManifestError
from archive_builder.manifest import load

ONE = [
    # --- keys and values of one item
    (
        ("policy.yaml", "    title: 花名册\n", ""),
        "policy.yaml:3:5: 缺少“title”（名称）。补上这一项。",
    ),
    (
        ("policy.yaml", "    title: 花名册", "    titel: 花名册\n    title: 花名册"),
        "policy.yaml:4:5: 不认识“titel”这个键。是不是“title”（名称）？",
    ),
    (
        ("policy.yaml", "    source: 六(三)2", "    qqqq: 六"),
        "policy.yaml:8:5: 不认识“qqqq”这个键。检查拼写，或删去。",
    ),
    (
        ("policy.yaml", "kind: village", "kind：village"),
        "policy.yaml:5:14: “kind：village”里用了全角冒号“：”。改成半角冒号加一个空格“: ”。",
    ),
    (
        ("policy.yaml", "    title: 花名册", "    title: 花名册\n    title: 名册"),
        "policy.yaml:5:5: “title”写了两遍，前一处在第 4 行。只留一处。",
    ),
    (
        ("policy.yaml", "title: 花名册", 'title: ""'),
        "policy.yaml:4:12: 这里是空的。补上内容，或删去这一行。",
    ),
    (
        ("policy.yaml", "due: 2021-12-20 18:00", "due:"),
        "policy.yaml:7:9: 这里是空的。补上内容，或删去这一行。",
    ),
    (
        ("policy.yaml", "title: 花名册", "title: [花名册]"),
        "policy.yaml:4:12: 这里应是文字。检查缩进、冒号和方括号。",
    ),
    (
        ("policy.yaml", "code: ZP-01", "code: zp1"),
        "policy.yaml:3:11: “zp1”不是编号：两到四个大写字母、“-”、两到三位数字，如 ZP-01。",
    ),
    (
        ("policy.yaml", "[户籍人口, {key: 三类, title: “三类人群”}]", "户籍人口"),
        "policy.yaml:6:12: 这里应是一列内容。每项前写“- ”，或写成 [甲, 乙]。",
    ),
    (
        ("policy.yaml", "[户籍人口, {key: 三类, title: “三类人群”}]", "[]"),
        "policy.yaml:6:12: 这里至少要有一项。补上内容。",
    ),
    (
        ("policy.yaml", "{by: 一把手, kind: 签字}", "一把手"),
        "policy.yaml:10:14: 这里应是一组“键: 值”。检查缩进和冒号。",
    ),
    (
        ("policy.yaml", "kind: 签字", "kind: 画押"),
        "policy.yaml:10:30: “画押”不在可选的词里。改成其中之一：签字、盖章。",
    ),
    (
        ("results.yaml", "min: 2", "min: 两篇"),
        "results.yaml:8:10: “两篇”不是整数。写成 2 这样。",
    ),
    (("results.yaml", "min: 2", "min: 0"), "results.yaml:8:10: “0”太小。至少是 1。"),
    (("results.yaml", "min: 2", "min: 1001"), "results.yaml:8:10: “1001”太大。至多是 1000。"),
    (
        ("results.yaml", "min: 2", "households: 是"),
        "results.yaml:8:17: “是”不对。这里只能写 true 或 false。",
    ),
    (
        ("results.yaml", "stationed_team: true", "stationed_team: false"),
        "results.yaml:7:44: 这里只能写 true。不按驻村工作队筛选时删去这一行。",
    ),
    (
        ("results.yaml", "min: 2", "review: [rooster]"),
        "results.yaml:8:14: “rooster”不在可选的词里。"
        "改成其中之一：overlap、interview、roster、ledger。",
    ),
    (
        ("results.yaml", "min: 2", "formats: [.PDF]"),
        "results.yaml:8:15: “.PDF”不是文件格式：写扩展名的小写字母，不带点，如 xlsx。",
    ),
    # --- parts, months, dates
    (
        ("policy.yaml", "户籍人口", '""'),
        "policy.yaml:6:13: 这里是空的。补上内容，或删去这一行。",
    ),
    (
        ("policy.yaml", "{key: 三类, title: “三类人群”}", "{key: 三类}"),
        "policy.yaml:6:19: 缺少“title”（名称）。补上这一项。",
    ),
    (
        ("policy.yaml", "户籍人口", "低保/特困"),
        "policy.yaml:6:13: “低保/特困”不能作部分的代号：它不能是“-”，"
        '也不能含 / \\ : * ? " < > |。写成 {key: 代号, title: 名称}。',
    ),
    (
        ("policy.yaml", "户籍人口", "三类"),
        "policy.yaml:6:17: “三类”在“parts”里重复。改一个，或删去一处。",
    ),
    (
        ("policy.yaml", "户籍人口", "“三类”"),
        "policy.yaml:6:19: “三类”在“parts”里重复。改一个，或删去一处。",
    ),
    (
        ("policy.yaml", "2021-12-20 18:00", "2021-02-30"),
        "policy.yaml:7:10: 日历上没有 2021-02-30 这一天。改正日期。",
    ),
    (
        ("policy.yaml", "2021-12-20 18:00", "2021-12-20 24:30"),
        "policy.yaml:7:10: 没有 24:30 这个时刻。改正时间。",
    ),
    (
        ("policy.yaml", "2021-12-20 18:00", "12月20日"),
        "policy.yaml:7:10: 不是期限。写成 2021-12-22，或 2021-12-20 18:00。",
    ),
    (
        ("work.yaml", "2021-11..2022-02", "2022-02..2021-11"),
        "work.yaml:6:13: 月份范围前后颠倒。把较早的月份写在前面。",
    ),
    (
        ("work.yaml", "2021-11..2022-02", "2021-11..2021-13"),
        "work.yaml:6:13: 不是月份范围。写成 2021-01..2021-12。",
    ),
    (
        ("results.yaml", "min: 2", "households: true\n    min: 2"),
        "results.yaml:9:5: 逐户的材料每户至少一件，不写“min”。删去它。",
    ),
    # --- who owes
    (
        ("policy.yaml", "    owners: {kind: village}\n", ""),
        "policy.yaml:3:5: 没有写由谁备。在 owners、units、collectors 中写一项。",
    ),
    (
        ("responsibility.yaml", "title: 会议纪要", "title: 会议纪要\n    units: [nong]"),
        "responsibility.yaml:6:5: “collectors”与“units”只能写一项。删去其一。",
    ),
    (
        ("work.yaml", "rectify: 2021-12-25", "parts: [甲]"),
        "work.yaml:6:5: “months”与“parts”只能写一项。删去其一。",
    ),
    (
        ("policy.yaml", "units: [jiao, nong]", "units: [jiao, nong]\n    holder: nong"),
        "policy.yaml:14:5: “holder”只与“collectors”同用。删去，或改用 collectors。",
    ),
    (
        ("policy.yaml", "units: [jiao, nong]", "collectors: [jiao, nong]"),
        "policy.yaml:14:5: 合备的材料没有建议报送的单位。删去“recommended”。",
    ),
    (
        ("policy.yaml", "    note: 方案未规定。\n", ""),
        "policy.yaml:14:5: 写了“recommended”就要说明原因。补上 note。",
    ),
    (
        ("results.yaml", "min: 2", "required: false"),
        "results.yaml:8:5: 写了“required”就要说明原因。补上 note。",
    ),
    (
        ("policy.yaml", "owners: {kind: village}", "owners: {except: [cun]}"),
        "policy.yaml:5:13: 没有写选哪些单位。写 kind、kinds 或 units。",
    ),
    (
        ("policy.yaml", "owners: {kind: village}", "owners: []"),
        "policy.yaml:5:13: 这里至少要有一项。补上内容。",
    ),
    (
        ("responsibility.yaml", "[nong, wei]", "[]"),
        "responsibility.yaml:5:17: 这里至少要有一项。补上内容。",
    ),
    (
        ("policy.yaml", "kind: village", "kind: site"),
        "policy.yaml:5:20: units.yaml 里没有一个 site 类的单位。改正，或先在那里补上。",
    ),
    (
        ("policy.yaml", "kind: village", "kind: vilage"),
        "policy.yaml:5:20: “vilage”不在可选的词里。改成其中之一："
        "county、office、department、township、village、site。",
    ),
    # --- references
    (
        ("policy.yaml", "units: [jiao, nong]", "units: [jiao, nongye]"),
        "policy.yaml:13:19: units.yaml 里没有代号“nongye”。改正，或先在那里补上。",
    ),
    (
        ("policy.yaml", "recommended: [wei]", "recommended: [cai]"),
        "policy.yaml:14:19: units.yaml 里没有代号“cai”。改正，或先在那里补上。",
    ),
    (
        ("responsibility.yaml", "[nong, wei]", "[nong, cai]"),
        "responsibility.yaml:5:24: units.yaml 里没有代号“cai”。改正，或先在那里补上。",
    ),
    (
        ("responsibility.yaml", "[nong, wei]", "[nong]\n    holder: cai"),
        "responsibility.yaml:6:13: units.yaml 里没有代号“cai”。改正，或先在那里补上。",
    ),
    (
        ("work.yaml", "except: [zhuang]", "except: [zhang]"),
        "work.yaml:5:41: units.yaml 里没有代号“zhang”。改正，或先在那里补上。",
    ),
    (
        ("results.yaml", "{kind: township}", "{units: [cai]}"),
        "results.yaml:6:18: units.yaml 里没有代号“cai”。改正，或先在那里补上。",
    ),
    (
        ("policy.yaml", "indicators: [1.1]", "indicators: [1.2]"),
        "policy.yaml:9:18: campaign.yaml 里没有指标“1.2”。改正，或先在那里补上。",
    ),
    (
        ("compilations.yaml", "codes: [ZP-01]", "codes: [ZP-02]"),
        "compilations.yaml:2:74: 应备材料里没有编号“ZP-02”。改正，或先在那里补上。",
    ),
    (
        ("compilations.yaml", "kinds: [village], units: [nong], ", ""),
        "compilations.yaml:2:5: 没有写哪些单位各编一册。写 kinds 或 units。",
    ),
    # --- the same thing twice
    (
        ("work.yaml", "code: ZW-06", "code: ZP-01"),
        "work.yaml:3:11: 编号“ZP-01”已在 manifests/policy.yaml 第 3 行用过。改一个，或删去一处。",
    ),
    (
        ("policy.yaml", "units: [jiao, nong]", "units: [jiao, nong, jiao]"),
        "policy.yaml:13:25: “jiao”在“units”里重复。改一个，或删去一处。",
    ),
    (
        ("campaign.yaml", "notices:", "  - {code: 1.1, aspect: 责任落实, title: 甲}\nnotices:"),
        "campaign.yaml:16:12: 指标号“1.1”已在 manifests/campaign.yaml 第 14 行用过。"
        "改一个，或删去一处。",
    ),
    (
        ("issuers.yaml", "mark: 县办发", "mark: 县发"),
        "issuers.yaml:4:12: 机关代字“县发”已在 manifests/issuers.yaml 第 3 行用过。"
        "改一个，或删去一处。",
    ),
    # --- units
    (
        ("units.yaml", "  - {id: xian,", "  - {id: Xin, name: 新县, kind: county}\n  - {id: xian,"),
        "units.yaml:2:10: “Xin”不能作代号：只用小写字母、数字和“-”，以字母开头，如 daxin。",
    ),
    (
        ("units.yaml", "parent: xiang", "parent: xian"),
        "units.yaml:9:51: “xian”不是乡镇。改成所属乡镇的代号。",
    ),
    (
        ("units.yaml", "parent: xiang", "parent: cheng"),
        "units.yaml:9:51: units.yaml 里没有代号“cheng”。改正，或先在那里补上。",
    ),
    (
        ("units.yaml", ", parent: xiang", ""),
        "units.yaml:9:5: 村和安置点要写所属乡镇。补上 parent。",
    ),
    (
        ("units.yaml", "name: 某乡, kind: township", "name: 某乡, kind: township, parent: zhen"),
        "units.yaml:7:43: 只有村和安置点写所属乡镇。删去 parent。",
    ),
    (
        ("units.yaml", ", stationed_team: true", ""),
        "units.yaml:3:5: 部门要写明是否派驻工作队。补上 stationed_team: true、false 或 待核实。",
    ),
    (
        ("units.yaml", "stationed_team: true", "stationed_team: 有"),
        "units.yaml:3:61: “有”不在可选的词里。改成其中之一：true、false、待核实。",
    ),
    (
        ("units.yaml", "parent: xiang", "parent: zhen"),
        "units.yaml:9:24: “东村”在同一上级之下已经用作名称或别名。改一个，或删去一处。",
    ),
    (
        ("units.yaml", "aliases: [卫健局]", "aliases: [农业局]"),
        "units.yaml:4:77: “农业局”在同一上级之下已经用作名称或别名。改一个，或删去一处。",
    ),
    # --- campaign and volumes
    (
        ("campaign.yaml", "Asia/Shanghai", "Asia/Yinchuan"),
        "campaign.yaml:3:7: 不认识时区“Asia/Yinchuan”。中国内地写 Asia/Shanghai。",
    ),
    (
        ("campaign.yaml", "county: xian", "county: zhen"),
        "campaign.yaml:5:9: “zhen”不是县级单位。改成 kind 为 county 的单位。",
    ),
    (
        ("campaign.yaml", "  - {level: 市, names: [某市], shown: 市}\n", ""),
        "campaign.yaml:8:3: 缺少 level 为“市”的项。补上。",
    ),
    (
        ("volumes.yaml", "  - {aspect: 政策落实, category: 政策}\n", ""),
        "volumes.yaml:2:3: 缺少 aspect 为“政策落实”的项。补上。",
    ),
    (
        ("policy.yaml", "aspect: 政策落实", "aspect: 工作落实"),
        "policy.yaml:1:9: 这个文件只写“政策落实”，不写“工作落实”。改正。",
    ),
    (
        ("policy.yaml", "aspect: 政策落实", "aspect: 政策"),
        "policy.yaml:1:9: “政策”不在可选的词里。"
        "改成其中之一：责任落实、政策落实、工作落实、成效巩固。",
    ),
    # --- YAML that no manifest uses
    (
        ("policy.yaml", "title: 花名册", "title: &a 花名册"),
        "policy.yaml:4:12: 清单里不用 YAML 的锚点“&a”。把内容直接写出来。",
    ),
    (
        ("policy.yaml", "title: 花名册", "title: *a"),
        "policy.yaml:4:12: 清单里不用 YAML 的别名“*a”。把内容直接写出来。",
    ),
    (
        ("policy.yaml", "title: 花名册", "title: !!str 花名册"),
        "policy.yaml:4:12: 清单里不用 YAML 的标签“tag:yaml.org,2002:str”。把内容直接写出来。",
    ),
    (
        ("policy.yaml", "    title: 花名册", "    [甲]: 乙\n    title: 花名册"),
        "policy.yaml:4:5: 键必须是一个词，这里是一组内容。检查括号和冒号的位置。",
    ),
    # --- YAML that is none: only the file itself can be spoken of
    (
        ("issuers.yaml", "name: 国务院,", "name: 国务院"),
        "issuers.yaml:2:5: 花括号“{ }”没有配对，或各项之间少了半角逗号。",
    ),
    (
        ("volumes.yaml", 'retention: ""', 'retention: "'),
        "volumes.yaml:2:45: 引号没有配对。补上另一半引号；文字里的引号用中文“”。",
    ),
    (
        ("compilations.yaml", "codes: [ZP-01]}", "codes: [ZP-01}"),
        "compilations.yaml:2:73: 方括号“[ ]”没有配对，或各项之间少了半角逗号。",
    ),
    (
        ("responsibility.yaml", "    title: 会议纪要", "    title：会议纪要"),
        "responsibility.yaml:4:10: 键后面用了全角冒号“：”。改成半角冒号加一个空格“: ”。",
    ),
    (
        ("responsibility.yaml", "    title: 会议纪要", "    title:会议纪要"),
        "responsibility.yaml:4:10: 冒号后面少一个空格。改成“: ”。",
    ),
    (
        ("responsibility.yaml", "    title: 会议纪要", "\ttitle: 会议纪要"),
        "responsibility.yaml:4:1: 行首用了制表符（Tab）。改用空格缩进。",
    ),
    (
        ("responsibility.yaml", "    title: 会议纪要", "　　title: 会议纪要"),
        "responsibility.yaml:4:1: 行首用了全角空格。改用半角空格缩进。",
    ),
    (
        ("responsibility.yaml", "    title: 会议纪要", "    会议纪要"),
        "responsibility.yaml:4:5: 这一行少了冒号。写成“键: 值”。",
    ),
    (
        ("responsibility.yaml", "    title: 会议纪要", "   title: 会议纪要"),
        "responsibility.yaml:4:4: 这里读不懂。检查这一行和上一行的缩进、冒号、引号和括号。",
    ),
    (
        ("responsibility.yaml", "会议纪要", "会议\x07纪要"),
        "responsibility.yaml:4:14: 有一个看不见的控制字符。删去这个字符后重打。",
    ),
]


@pytest.mark.parametrize(("change", "problem"), ONE, ids=[case[1].split("。")[0] for case in ONE])
def test_one_mistake_is_one_problem_at_its_place(workspace, change, problem):
    found = workspace.edit(*change).problems()

    assert [text for text in found if not _follows(text, change[0])] == [f"manifests/{problem}"]


def _follows(text: str, file: str) -> bool:
    """A compilation that rests on codes of a requirement which was itself spoilt."""
    return file == "policy.yaml" and text.startswith("manifests/compilations.yaml:2:74: 应备材料")


def test_every_problem_of_every_file_comes_in_one_run(workspace):
    workspace.edit("units.yaml", "kind: county", "kind: country")
    workspace.edit("policy.yaml", "title: 花名册", 'title: ""')
    workspace.edit("policy.yaml", "2021-12-20", "2021-02-30")
    workspace.edit("policy.yaml", "[jiao, nong]", "[cai, cai]")
    workspace.edit("work.yaml", "title: 台账", "title：台账")
    workspace.write("issuers.yaml", "")
    (workspace.folder / "volumes.yaml").unlink()

    assert [text.split("。")[0] for text in workspace.problems()] == [
        "manifests/campaign.yaml:5:9: “xian”不是县级单位",
        "manifests/issuers.yaml:1:1: 文件是空的",
        "manifests/policy.yaml:4:12: 这里是空的",
        "manifests/policy.yaml:7:10: 日历上没有 2021-02-30 这一天",
        "manifests/policy.yaml:13:13: units.yaml 里没有代号“cai”",
        "manifests/policy.yaml:13:18: units.yaml 里没有代号“cai”",
        "manifests/policy.yaml:13:18: “cai”在“units”里重复",
        "manifests/units.yaml:2:32: “country”不在可选的词里",
        "manifests/volumes.yaml:1:1: 没有这个文件",
        "manifests/work.yaml:4:10: 键后面用了全角冒号“：”",
    ]


def test_the_same_code_twice_on_one_line_is_told(workspace):
    line = "{mark: 甲发, name: 甲, level: 县}"
    (problem,) = workspace.write("issuers.yaml", f"issuers: [{line}, {line}]\n").problems()

    assert problem.startswith("manifests/issuers.yaml:1:49: 机关代字“甲发”已在")


def test_all_slips_of_a_broken_file_are_told(workspace):
    workspace.edit("work.yaml", "title: 台账", "title：台账")
    workspace.edit("work.yaml", "months: 2021", "months:2021")

    assert [text.split(" ")[0] for text in workspace.problems()] == [
        "manifests/work.yaml:4:10:",
        "manifests/work.yaml:6:11:",
    ]


def test_a_full_width_comma_in_a_list_is_named(workspace):
    workspace.edit("policy.yaml", "[jiao, nong]", "[jiao，nong]")

    assert (
        "manifests/policy.yaml:13:13: units.yaml 里没有代号“jiao，nong”。各项之间用半角逗号“,”。"
        in (workspace.problems())
    )


def test_a_file_in_gbk_is_told_at_its_first_unreadable_character(workspace):
    text = (workspace.folder / "policy.yaml").read_text("utf-8")
    (problem,) = workspace.write("policy.yaml", text.encode("gbk")).problems()

    assert problem.startswith("manifests/policy.yaml:1:9: 文件不是 UTF-8 编码，多半存成了 GBK")


def test_one_stray_byte_is_told_by_characters_and_not_by_bytes(workspace):
    content = (workspace.folder / "policy.yaml").read_bytes()
    spoilt = content.replace("花名册".encode(), "花名".encode() + b"\xff", 1)
    (problem,) = workspace.write("policy.yaml", spoilt).problems()

    assert problem.startswith("manifests/policy.yaml:4:14: 文件不是 UTF-8 编码")


def test_units_that_cannot_be_read_do_not_make_every_reference_wrong(workspace):
    (problem,) = workspace.write("units.yaml", "units: [").problems()

    assert problem.startswith("manifests/units.yaml:1:9: 括号里少了内容")


@pytest.mark.parametrize("content", ["", "# 只有注释\n", "\n\n"])
def test_an_empty_file_is_a_problem(workspace, content):
    (problem,) = workspace.write("compilations.yaml", content).problems()

    assert problem.startswith("manifests/compilations.yaml:1:1: 文件是空的。")


def test_a_file_that_is_no_group_of_keys_is_a_problem(workspace):
    (problem,) = workspace.write("compilations.yaml", "- 甲\n").problems()

    assert problem == "manifests/compilations.yaml:1:1: 这里应是一组“键: 值”。检查缩进和冒号。"


def test_two_documents_in_one_file_are_a_problem(workspace):
    (problem,) = workspace.write("compilations.yaml", "compilations: []\n---\na: 1\n").problems()

    assert problem.startswith("manifests/compilations.yaml:2:1: ")


def test_brackets_without_end_do_not_bring_the_run_down(workspace):
    (problem,) = workspace.write("compilations.yaml", "[" * 5000).problems()

    assert problem.startswith("manifests/compilations.yaml:1:1: 括号套得太深")


def test_a_copy_left_in_the_folder_is_told_and_other_files_are_not(workspace):
    workspace.write("policy - 副本.yaml", "aspect: 政策落实\n")
    workspace.write("说明.txt", "无关")
    workspace.write(".~policy.yaml", "锁")
    (problem,) = workspace.problems()

    assert problem.startswith("manifests/policy - 副本.yaml:1:1: 这个文件没有用处，不会被读取。")


def test_a_file_that_is_a_folder_cannot_be_read(workspace):
    (workspace.folder / "issuers.yaml").unlink()
    (workspace.folder / "issuers.yaml").mkdir()
    (problem,) = workspace.problems()

    assert problem.startswith("manifests/issuers.yaml:1:1: 文件读不出来")


def test_a_missing_folder_misses_every_file(workspace):
    shutil.rmtree(workspace.folder)

    assert len(workspace.problems()) == 9


def test_the_error_counts_its_problems_and_ends_with_code_2(workspace):
    workspace.write("issuers.yaml", "").write("volumes.yaml", "")
    with pytest.raises(ManifestError) as caught:
        load(workspace.folder)

    assert caught.value.exit_code == 2
    assert "2 处问题" in caught.value.message
