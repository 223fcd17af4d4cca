import json
import re

import pytest
from desk import LANE, UNTITLED, WALK, at_desk, by_program, lay_out_desk, put, stands

from archive_builder.cli.console import console

TALK = "xiaotang/ZR-05/第一书记"
SLOT = ("--unit", "小塘村", "--requirement", "ZR-05", "--part", "第一书记")
WALKS = ("--unit", "小塘村", "--requirement", "ZR-04")
PHONE = "13812345678"


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory):
    """A workspace where 1 awaits a seal, 2 waits for a place, and 3 asks for no sign-off."""
    root = tmp_path_factory.mktemp("desk") / "ws"
    manifests = lay_out_desk(root)
    with at_desk(root, manifests) as desk:
        put(desk, f"提纲[1] {PHONE}.txt", UNTITLED)
        put(desk, "提纲（盖章扫描件）.txt", "旧\n")
        put(desk, "走访.txt", "新\n")
        by_program(desk, 1, TALK)
        by_program(desk, 3, WALK)
    return root, manifests


def last_line(out):
    return out.strip().splitlines()[-1]


def test_sign_lists_what_awaits_and_proposes_pairs(run, monkeypatch):
    monkeypatch.setattr(console, "_width", 200)
    run("assign", 2, *SLOT)
    code, out, _ = run("sign")
    assert code == 0
    assert "小塘村 ZR-05 村级访谈提纲及回答（第一书记）" in out
    assert "乡级盖章" in out and "“盖章”" in out
    assert "sign 1 --evidence 2" in out
    assert PHONE not in out and "138****5678" in out
    _, out, _ = run("sign", "--json")
    first, second = json.loads(out)
    assert (first["receipt"], first["claim"], first["evidence"]) == (1, "", 2)
    assert (second["receipt"], second["claim"], second["evidence"]) == (2, "盖章", None)
    assert (first["slot"], first["by"], first["kind"]) == (TALK, "乡级", "盖章")


def test_nothing_awaits_once_all_is_signed(run):
    code, out, _ = run("sign", 1, "--as", "示例员", "--reason", "已核对")
    assert code == 0
    assert last_line(out) == "1 号来件 提纲[1] 138****5678.txt：已登记盖章；已核收。"
    assert last_line(run("sign", 1)[1]).endswith("原已盖章，未作改动；已核收。")
    assert last_line(run("sign")[1]) == "没有等签字、盖章的材料。"


def test_a_signed_page_replaces_and_undo_brings_back(run, where):
    code, out, _ = run("sign", 1, "--evidence", 2, "--as", "示例员")
    assert (code, where(1), where(2)) == (0, "旧版", TALK)
    assert "由 2 号来件 提纲（盖章扫描件）.txt 代替，本件转为旧版；已核收。" in out
    code, out, _ = run("sign", 1, "--evidence", 2, "--json")
    assert (code, json.loads(out)["decision"]) == (0, None)
    code, out, _ = run("undo", 1, "--as", "示例乙", "--reason", "看错")
    assert (code, where(1), where(2)) == (0, TALK, TALK)
    assert "已撤销盖章（示例员）；现在还待乡级盖章。" in out
    assert "2 号来件仍在原处，要取走：archive-builder undo 2" in out
    code, out, _ = run("undo", 2, "--json")
    said = json.loads(out)
    assert (said["state"], said["decision"], where(2)) == ("待定", None, "待定")


def test_accept_and_return_say_what_they_mean(run):
    code, out, _ = run("return", 1, "--reason", "缺第二页")
    assert (code, last_line(out)[-11:]) == (0, "：已退回（缺第二页）。")
    assert "原已退回（缺第二页），未作改动。" in run("return", 1, "--reason", "缺第二页")[1]
    assert "已登记核收；还待乡级盖章。" in run("accept", 1)[1]
    assert "原已核收，未作改动。" in run("accept", 3)[1]
    _, out, _ = run("accept", 1, "--json")
    said = json.loads(out)
    assert (said["kind"], said["decision"], said["state"]) == ("核收", None, "待盖章")
    assert (said["slot"], said["receipt"], said["paper"]) == (TALK, 1, None)


def test_paper_is_entered_signed_and_taken_back(run):
    entry = ("assign", "--paper", 12, *SLOT, "--place", "乡档案室3号柜", "--as", "示例员")
    code, out, _ = run(*entry)
    assert code == 0
    assert last_line(out).startswith("纸质 1 号《村级访谈提纲及回答（第一书记）》 → 小塘村 ZR-05")
    assert last_line(out).endswith("：还待乡级盖章。")
    assert "原已登记，未作改动" in run(*entry)[1]
    assert json.loads(run(*entry, "--json")[1]) == {
        "paper": 1,
        "slot": TALK,
        "state": "待盖章",
        "recorded": False,
    }
    assert "已登记盖章；已核收。" in run("sign", "纸质1号")[1]
    assert "已撤销盖章" in run("undo", "纸质1", "--reason", "看错")[1]
    assert "已撤销登记（示例员）" in run("undo", "纸质 1 号")[1]
    assert run("undo", "纸质1")[0] == 2
    _, out, _ = run("trail", "纸质1", "--json")
    assert [(d["rule"], d["undone"]["reason"]) for d in json.loads(out)["decisions"]] == [
        ("纸质原件", ""),
        ("盖章", "看错"),
    ]


def test_a_slot_is_waived_and_taken_back(run, monkeypatch):
    monkeypatch.setattr(console, "_width", 200)
    code, out, _ = run("waive", *WALKS, "--reason", "示例村不涉及", "--as", "示例员")
    assert code == 0
    assert "不适用，不再算缺项（示例村不涉及）。" in out
    assert last_line(out).startswith("注意：这里已归档 1 件")
    assert (
        "原已定为不适用，不再算缺项（示例村不涉及），未作改动。"
        in run("waive", *WALKS, "--reason", "别的")[1]
    )
    assert (
        "已撤销不适用（示例员）。" in run("undo", *WALKS, "--as", "示例乙", "--reason", "涉及")[1]
    )
    _, out, _ = run("trail", *WALKS)
    assert "3 号来件已归档" in out
    assert re.search(r"（已撤销：示例乙、\d{4}-\d\d-\d\d \d\d:\d\d、涉及）", out)


def test_the_trail_of_a_document_has_placements_and_decisions(run, monkeypatch):
    monkeypatch.setattr(console, "_width", 200)
    run("sign", 1, "--evidence", 2, "--as", "示例员", "--reason", "已核对原件")
    _, out, _ = run("trail", 2)
    assert out.index("收存") < out.index("替换它归入同一处") < out.index("1 号来件，依据 2 号来件")
    assert "已核对原件" in out and PHONE not in out
    _, out, _ = run("trail", 1, "--json")
    said = json.loads(out)["decisions"]
    assert [(d["state"], d["rule"]) for d in said] == [
        ("已归档", "名称"),
        ("旧版", "签批件"),
        ("", "盖章"),
    ]
    assert said[2]["undone"] is None
    code, out, _ = run("trail", "--unit", "小塘村", "--requirement", "ZW-02")
    assert (code, last_line(out)) == (0, "小塘村 ZW-02 环境整治：还没有任何处理。")


@pytest.mark.parametrize(
    "arguments",
    [
        ("sign", 2),
        ("sign", 3),
        ("sign", 9),
        ("sign", "纸质1"),
        ("sign", "--evidence", 2),
        ("sign", 1, "--evidence", 1),
        ("sign", 1, "--evidence", 3),
        ("accept", 2),
        ("accept",),
        ("return", 1),
        ("return", 1, "--reason", " "),
        ("waive", *WALKS),
        ("waive", "--unit", "小塘村", "--reason", "无"),
        ("waive", *SLOT[:4], "--reason", "无"),
        ("assign", "--paper", 12, *WALKS),
        ("assign", "--paper", 0, *WALKS, "--place", "柜"),
        ("assign", "--paper", 12, "--place", "柜"),
        ("assign", 2, "--paper", 12, *WALKS, "--place", "柜"),
        ("assign", 2, *WALKS, "--place", "柜"),
        ("assign", *WALKS),
        ("undo",),
        ("undo", 1, *WALKS),
        ("undo", *WALKS),
        ("undo", "--unit", "小塘村"),
        ("undo", "纸质1"),
        ("trail",),
        ("trail", "纸质1"),
    ],
)
def test_what_can_not_be_done_ends_with_2_and_changes_nothing(run, root, laid_out, arguments):
    code, _, err = run(*arguments)
    assert code == 2
    assert err
    with at_desk(root, laid_out[1]) as desk:
        assert desk.archive.catalogue.decisions() == ()
        assert [stands(desk, number) for number in (1, 2, 3)] == [TALK, "待定", WALK]


def test_a_document_may_still_be_assigned(run, where):
    assert run("assign", 2, "--unit", "小塘村", "--requirement", "ZW-02")[0] == 0
    assert where(2) == LANE


def test_decisions_go_on_while_the_manifests_are_broken(run, root):
    assert run("sign", "--json")[0] == 0
    (root / "manifests" / "policy.yaml").write_text("aspect: 没有的方面\n", "utf-8")
    for arguments in (
        ("sign", 1),
        ("return", 1, "--reason", "缺页"),
        ("accept", 1),
        ("waive", *WALKS, "--reason", "不涉及"),
        ("assign", "--paper", 1, *WALKS, "--place", "柜"),
        ("undo", *WALKS),
        ("trail", 1),
        ("sign",),
    ):
        code, _, err = run(*arguments)
        assert (code, "上一次有效的清单" in err) == (0, True), arguments


def test_every_new_command_explains_itself_in_chinese(run):
    for name in ("sign", "accept", "return", "waive"):
        code, out, _ = run(name, "--help")
        assert code == 0
        assert re.search("[一-鿿]{6}", out)
