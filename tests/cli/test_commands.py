import json
import shutil
import subprocess
import sys

from small_county import FILES, SATISFIED

from archive_builder.archive import Archive, Catalogue, PassedOver
from archive_builder.model import ReceiptState


def test_init_lays_out_a_workspace_that_checks(tmp_path, command):
    code, out, _ = command("init", tmp_path / "档案")
    assert code == 0
    assert "已建好工作区" in out
    folders = {p.name for p in (tmp_path / "档案").iterdir()}
    assert folders == {"manifests", "templates", "incoming", "output"}
    code, out, _ = command("check", "--root", tmp_path / "档案")
    assert code == 0
    assert "清单没有错误：单位 67，应备材料 91" in out
    assert "36" in out and "35" in out


def test_init_never_overwrites(tmp_path, command):
    (tmp_path / "manifests").mkdir()
    code, _, err = command("init", tmp_path)
    assert code == 2
    assert "错误：" in err and "办法：" in err


def test_no_workspace_is_a_usage_error(tmp_path, command):
    code, _, err = command("run", "--root", tmp_path)
    assert code == 2
    assert "archive-builder init" in err


def test_every_manifest_problem_is_named_at_once(tmp_path, command):
    command("init", tmp_path / "ws")
    folder = tmp_path / "ws" / "manifests"
    (folder / "work.yaml").write_text("aspect: 工作落实\nrequirementz: []\n", "utf-8")
    (folder / "results.yaml").write_text("aspect: 成效巩固\naspect: 成效巩固\n", "utf-8")
    code, _, err = command("check", "--root", tmp_path / "ws")
    assert code == 2
    assert "work.yaml:2:1" in err
    assert "results.yaml:2:1" in err


def test_run_ends_with_1_when_something_could_not_be_read(county, command):
    code, out, _ = command("run", "--root", county, "--as-of", "2021-12-22")
    assert code == 1
    assert "走访记录.pdf" in out
    assert "volumes" in out


def test_gaps_as_json_lists_every_open_slot(county, command):
    code, out, _ = command("gaps", "--root", county, "--as-of", "2021-12-22", "--json")
    rows = json.loads(out)
    assert code == 0
    assert len({row["slot"] for row in rows}) == len(rows)
    assert SATISFIED.isdisjoint(row["slot"] for row in rows)
    (row,) = [r for r in rows if r["slot"] == "xiaotang/ZR-05/第一书记"]
    assert (row["state"], row["overdue"]) == ("待盖章", True)


def test_gaps_of_a_unit_show_the_shared_items_that_it_collects(county, command):
    _, out, _ = command("gaps", "--root", county, "--unit", "区委办", "--json")
    assert {row["unit"] for row in json.loads(out)} >= {"xingqing"}


def test_a_day_that_does_not_exist_is_refused(county, command):
    code, _, err = command("gaps", "--root", county, "--as-of", "2021-02-30")
    assert code == 2
    assert "2021-02-30" in err


def test_status_balances(county, command):
    _, out, _ = command("status", "--root", county)
    assert "相符" in out and "不相符" not in out
    _, out, _ = command("status", "--root", county, "--json")
    account = json.loads(out)
    assert account["balanced"] is True
    assert account["arrivals"] == len(FILES) + 2


def test_pending_and_assign(county, command):
    _, out, _ = command("pending", "--root", county, "--json")
    (row,) = json.loads(out)
    assert row["path"] == "111.txt"
    code, out, _ = command(
        "assign", row["receipt"], "--root", county, "--unit", "大新镇", "--requirement", "zr-02"
    )
    assert code == 0
    assert "大新镇 ZR-02" in out
    _, out, _ = command("pending", "--root", county)
    assert "没有等待处理的来件" in out


def test_file_dry_run_touches_nothing(county, command, hurry):
    new = county / "incoming" / "新来.txt"
    new.write_text("新")
    hurry.pause(60)
    _, out, _ = command("file", "--root", county, "--dry-run")
    assert "会收 1 件" in out
    assert (county / "incoming" / "新来.txt").exists()


def test_bind_one_volume_and_empty_ones(county, command):
    _, out, _ = command(
        "bind", "--root", county, "--unit", "大新镇", "--aspect", "成效巩固", "--empty", "--json"
    )
    (book,) = json.loads(out)
    assert book["path"].endswith("大新镇-成效巩固.pdf")
    assert book["rebuilt"] is True


def test_verify_mends_a_changed_original_from_the_moved_source(county, command):
    code, out, _ = command("verify", "--root", county)
    assert code == 0
    assert "原件核对：全部与登记相符" in out
    victim = next(p for p in (county / "archive" / "objects").rglob("*") if p.is_file())
    victim.chmod(0o644)
    victim.write_bytes(b"changed")
    code, out, _ = command("verify", "--root", county)
    assert code == 1
    assert "补回" in out
    assert command("verify", "--root", county)[0] == 0


def test_a_list_that_cannot_be_written_is_named_and_the_rest_goes_on(county, command):
    blocked = county / "output" / "gaps" / "小塘村"
    shutil.rmtree(blocked)
    blocked.write_text("in the way")
    code, out, _ = command("run", "--root", county, "--as-of", "2021-12-24")
    assert code == 1
    assert "没有写成" in out and "小塘村" in out
    assert "截至 2021-12-24" in out
    assert blocked.read_text() == "in the way"
    blocked.unlink()
    command("run", "--root", county, "--as-of", "2021-12-24")
    assert (blocked / "缺项清单.xlsx").is_file()


def test_a_folder_that_cannot_be_used_is_no_traceback(tmp_path, command):
    (tmp_path / "file").write_text("")
    code, _, err = command("init", tmp_path / "file" / "ws")
    assert code == 4
    assert "错误：不能读写" in err and "办法：" in err


def test_a_damaged_ledger_costs_time_only(county, command):
    (county / "output" / ".cache" / "made.json").write_text("{damaged")
    code, out, _ = command("bind", "--root", county, "--unit", "小塘村", "--json")
    assert code == 0
    assert all(book["rebuilt"] for book in json.loads(out))


def test_doctor_says_how_to_get_what_is_missing(county, command):
    _, out, _ = command("doctor", "--root", county, "--json")
    tools = {tool["name"]: tool for tool in json.loads(out)}
    assert {"Python", "LibreOffice", "字体 宋体", "磁盘剩余"} <= set(tools)
    assert all(tool["remedy"] for tool in tools.values() if "没有找到" in tool["found"])


def test_the_module_runs_as_a_program():
    done = subprocess.run(
        [sys.executable, "-m", "archive_builder", "--help"], capture_output=True, check=True
    )
    assert "pending" in done.stdout.decode()


def test_status_counts_one_moment_while_documents_come_in(county, command, monkeypatch):
    """Another process records between two reads of the account."""
    count = Catalogue.count_arrivals

    def count_after_another_came(catalogue):
        with Archive(county / "archive") as archive:
            archive.catalogue.replace_passed_over(
                "incoming", [PassedOver("~$a.docx", ReceiptState.IGNORED, "临时文件")]
            )
        return count(catalogue)

    monkeypatch.setattr(Catalogue, "count_arrivals", count_after_another_came)
    _, out, _ = command("status", "--root", county, "--json")
    assert json.loads(out)["balanced"]
