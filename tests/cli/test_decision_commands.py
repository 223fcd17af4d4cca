import json
import re

import pytest
from desk import LANE, NOTES, UNTITLED, WALK, at_desk, lay_out_desk, put
from filelock import FileLock
from python_calamine import CalamineWorkbook

from archive_builder.archive import PROGRAM, Placement
from archive_builder.cli.console import progress_for
from archive_builder.model import ReceiptState, SlotId
from archive_builder.workflow import decisions

PATH = "小塘村/ZR-04 ZW-02[1].txt"


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory):
    """A workspace with two receipts that wait; the second has two guesses."""
    root = tmp_path_factory.mktemp("desk") / "ws"
    manifests = lay_out_desk(root)
    with at_desk(root, manifests) as desk:
        put(desk, "111.txt", UNTITLED)
        put(desk, PATH, "小塘村材料\n")
    return root, manifests


def test_pending_shows_number_path_reason_and_guesses(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = run("pending")
    assert code == 0
    assert all(part in out for part in ("111.txt", "ZW-02[1].txt", "1. 小塘村", "2. 小塘村"))
    assert "编号不止一个" in re.sub(r"[\s│]", "", out)
    _, out, _ = run("pending", "--json")
    rows = json.loads(out)
    assert [row["receipt"] for row in rows] == [1, 2]
    assert [guess["slot"] for guess in rows[1]["guesses"]] == [WALK, LANE]
    assert (rows[1]["path"], rows[1]["title"], rows[1]["blocked"]) == (PATH, "小塘村材料", "")


def test_a_guess_is_taken_undone_and_the_trail_tells(run, where):
    code, out, _ = run("assign", 2, "２", "--as", "示例员")
    assert (code, where(2)) == (0, LANE)
    assert "小塘村 ZW-02 环境整治" in out
    code, out, _ = run("undo", 2, "--as", "示例员", "--reason", "看错了")
    assert (code, where(2)) == (0, "待定")
    assert "现为待定" in out
    _, out, _ = run("trail", 2, "--json")
    said = json.loads(out)
    assert (said["receipt"], said["path"]) == (2, PATH)
    assert [(d["state"], d["actor"], d["rule"]) for d in said["decisions"]] == [
        ("已归档", "示例员", "人工指定"),
        ("待定", "示例员", "撤销"),
    ]
    assert said["decisions"][0]["reason"].startswith("采用第 2 条建议：")
    assert said["decisions"][1]["reason"].endswith("看错了")
    _, out, _ = run("trail", 2)
    assert out.index("收存") < out.index("人工指定") < out.index("看错了")


def test_assigning_by_name_says_what_it_was(run, where):
    assert run("dismiss", "111.txt", "--reason", "与工作无关")[0] == 0
    assert where(1) == "不归档"
    code, out, _ = run("assign", 1, "--unit", "大新", "--requirement", "ｚｒ０２")
    assert (code, where(1)) == (0, NOTES)
    assert "原为：不归档（与工作无关）" in out
    assert "第 2 次处理" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ("assign", 2),
        ("assign", 2, 1, "--unit", "大新镇"),
        ("assign", 2, "--unit", "大新镇"),
        ("assign", 2, 3),
        ("assign", 2, "二"),
        ("assign", 9, 1),
        ("assign", "9" * 25, 1),
        ("dismiss", 2),
        ("undo", 2),
        ("trail", "没有"),
        ("import", "没有.xlsx"),
        ("restore", "没有"),
    ],
)
def test_what_can_not_be_done_ends_with_2_and_changes_nothing(run, where, arguments):
    code, _, err = run(*arguments)
    assert code == 2
    assert err
    assert (where(1), where(2)) == ("待定", "待定")


def test_the_list_goes_out_and_comes_back(run, where, tmp_path):
    book = tmp_path / "待定.xlsx"
    code, out, _ = run("pending", "--xlsx", book)
    assert code == 0
    assert "待定清单 2 件" in out
    assert "待定清单" in CalamineWorkbook.from_path(book).sheet_names
    code, out, _ = run("import", book)
    assert code == 0
    assert "处理 0 件" in out


def test_a_record_goes_to_another_disk_and_back(run, root, where, tmp_path):
    run("assign", 2, 1)
    code, out, _ = run("backup", tmp_path / "盘")
    assert code == 0
    assert "原件 2 件" in out
    assert re.search(r"目录校验码（SHA-256）：[0-9a-f]{64}", out)
    assert run("restore", tmp_path / "盘")[0] == 2
    (root / "archive").rename(root / "archive-old")
    code, out, _ = run("restore", tmp_path / "盘", "--json")
    said = json.loads(out)
    assert (code, said["documents"], said["missing"], said["faults"]) == (0, 2, [], [])
    assert where(2) == WALK


def test_a_backup_without_a_lost_original_says_so(run, root, tmp_path):
    victim = next(p for p in (root / "archive" / "objects").rglob("*") if p.is_file())
    victim.unlink()
    code, out, _ = run("backup", tmp_path / "盘")
    assert code == 1
    assert "缺失" in out and victim.name in out


def test_verify_mends_and_says_so_and_ends_with_3_only_while_damage_remains(run, root):
    victims = [p for p in (root / "archive" / "objects").rglob("*") if p.is_file()]
    texts = {p.name: p.read_bytes() for p in victims}
    for victim in victims:
        victim.unlink()
    code, out, err = run("verify")
    assert code == 3
    assert all(path in out for path in ("111.txt", PATH))
    assert "备份" in err
    for name, text in texts.items():
        (root / "incoming" / f"{name[:4]}.txt").write_bytes(text)
    code, out, _ = run("verify")
    assert code == 1
    assert out.count("已修好") == 2
    assert run("verify")[0] == 0
    assert {p.name: p.read_bytes() for p in victims} == texts


def test_decisions_go_on_while_the_manifests_are_broken(run, root, where):
    assert run("assign", 2, 1)[0] == 0
    (root / "manifests" / "policy.yaml").write_text("aspect: 没有的方面\n", "utf-8")
    code, _, err = run("assign", 2, "--unit", "小塘村", "--requirement", "ZW-02")
    assert (code, where(2)) == (0, LANE)
    assert "上一次有效的清单" in err


def test_every_new_command_explains_itself_in_chinese(run, monkeypatch):
    for name in ("undo", "dismiss", "trail", "import", "backup", "restore", "assign", "pending"):
        code, out, _ = run(name, "--help")
        assert code == 0
        assert re.search("[一-鿿]{6}", out)


def test_a_decision_is_kept_while_another_command_writes_the_folders(run, root, where, monkeypatch):
    monkeypatch.setattr(decisions, "_PATIENCE", 0.01)
    with FileLock(root / "archive" / "output.lock"):
        code, out, _ = run("assign", 2, 1)
        assert (code, where(2)) == (0, WALK)
        assert "已记下；原件文件夹正由另一个命令更新，稍后摆放" in out
        code, out, _ = run("undo", 2, "--json")
        assert (code, json.loads(out)["shown"]) == (0, False)
        assert run("dismiss", 1, "--reason", "重复")[0] == 0
    _, out, _ = run("assign", 2, 1)
    assert "已记下" not in out


def test_what_a_decision_leaves_to_do_is_said(run, root, laid_out):
    with at_desk(root, laid_out[1]) as desk:
        new = put(desk, "111.txt", "新\n")
        superseded = Placement(ReceiptState.SUPERSEDED, PROGRAM, "新版", "因", other=new)
        desk.archive.catalogue.place(1, superseded)
        slot = SlotId(*WALK.split("/"))
        cited = Placement(ReceiptState.FILED, PROGRAM, "先例", f"与 {new} 号来件题名相同", slot)
        desk.archive.catalogue.place(2, cited)
    run("assign", new, "--unit", "小塘村", "--requirement", "ZR-04")
    _, out, _ = run("dismiss", new, "--reason", "传错了")
    assert "它替换的 1 号来件仍是旧版；要恢复：archive-builder undo 1" in out
    assert "照它归档的还有 2 号来件，请一并查看" in out
    run("undo", new)
    _, out, _ = run("undo", new, "--json")
    said = json.loads(out)
    assert (said["shown"], said["replaced"], said["followers"]) == (True, [1], [2])


def test_errors_mask_numbers_of_persons(run):
    _, _, err = run("trail", "示例110101199001011234.txt")
    assert "110101********1234" in err
    assert "199001011234" not in err


def test_a_stage_begun_again_while_it_waits_is_said_once(capsys):
    with progress_for(quiet=False) as progress:
        for _ in range(3):
            progress.begin("等另一个", 1)
            progress.end()
    assert capsys.readouterr().out.count("等另一个") == 1
