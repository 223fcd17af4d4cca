import json
from datetime import date

import pytest
from desk import WALK, at_desk, lay_out_desk
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from archive_builder.report import write_list_xlsx
from archive_builder.workflow.gaps import overview_of


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory):
    """A workspace whose record is empty, and a village's list."""
    root = tmp_path_factory.mktemp("desk") / "ws"
    with at_desk(root, lay_out_desk(root)) as desk:
        overview = overview_of(desk, date(2021, 12, 22))
        write_list_xlsx(overview.list_of(desk.unit_of["xiaotang"]), root / "缺项清单.xlsx")
    return (root,)


@pytest.fixture
def bring(root, run):
    """Import the list; the exit code and what is said."""
    return lambda *more: run("import", root / "缺项清单.xlsx", "--as", "示例员", *more)[:2]


def fill(root, **said):
    book = root / "缺项清单.xlsx"
    cells = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python(skip_empty_area=False)
    head = next(row for row in cells if "件位" in row)
    row = next(row for row in cells if WALK in row)
    for title, value in said.items():
        row[head.index(title)] = value
    with Workbook(book) as workbook:
        sheet = workbook.add_worksheet("缺项清单")
        for line, texts in enumerate(cells):
            sheet.write_row(line, 0, texts)


def test_a_filled_in_gap_list_is_known_and_each_row_is_answered(root, bring):
    fill(root, 状态="不适用", 理由="未发现此类情况", 责任人="示例甲 13800001234")
    code, out = bring()
    assert code == 0
    assert "记下 1 行；已是如此、不必再动的 0 行。" in out
    assert "小塘村 ZR-04" in out
    assert "不适用：未发现此类情况" in out
    assert "责任人：示例甲 138****1234" in out
    assert "archive-builder gaps" in out
    code, out = bring()
    assert (code, "记下 0 行；已是如此、不必再动的 1 行。" in out) == (0, True)
    assert "archive-builder gaps" not in out


def test_a_row_that_was_refused_is_a_problem(root, bring):
    fill(root, 状态="已核收")
    code, out = bring()
    assert code == 1
    assert "以下 1 行没有处理：" in out
    assert "I 列“状态”：清单里不能改成“已核收”。" in out


def test_a_list_that_nobody_filled_in_says_so(bring):
    assert bring() == (0, "处理缺项清单 65 件……\n没有一行填过或改过，未作改动。\n")


def test_answers_as_json(root, bring):
    fill(root, 备注="样例备注")
    code, out = bring("--json")
    answers = json.loads(out)
    (row,) = answers["accepted"]
    assert (code, answers["problems"], row["done"]) == (0, [], ["备注：样例备注"])
    assert (row["sheet"], row["slot"].split()[0]) == ("缺项清单", "小塘村")
