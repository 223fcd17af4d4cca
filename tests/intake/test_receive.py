import errno
import os
import shutil
import subprocess
import sys
import zipfile

import pytest

from archive_builder import fsio
from archive_builder.archive import Store
from archive_builder.errors import RecordError, StoreUnavailable
from archive_builder.intake.looks import Looks
from archive_builder.model import IntakeRules, ReceiptState, Settling

TAKEN = ".taken/2021-12-22"


def files(folder):
    return sorted(
        p.relative_to(folder).as_posix()
        for p in folder.rglob("*")
        if p.is_file() and p.name != ".archive-root"
    )


def test_every_file_is_taken_once_and_moved_aside(desk):
    desk.put("月牙湖乡/纪要.txt", b"one")
    desk.put("月牙湖乡/副本.txt", b"one")
    intake = desk.look()
    assert (intake.received, intake.unmoved, intake.waiting) == (2, (), ())
    assert files(desk.incoming) == [f"{TAKEN}/月牙湖乡/副本.txt", f"{TAKEN}/月牙湖乡/纪要.txt"]
    assert (desk.incoming / "月牙湖乡").is_dir()
    assert len(desk.archive.catalogue.documents()) == 1
    assert list(desk.archive.catalogue.lying_paths("incoming")) == []
    assert desk.look().received == 0
    assert desk.paths() == ["月牙湖乡/副本.txt", "月牙湖乡/纪要.txt"]


def test_a_kept_source_stays_and_is_taken_once(kept):
    kept.put("a/纪要.txt", b"one")
    assert kept.look().received == 1
    assert kept.look() == kept.look()
    assert kept.look().received == 0
    assert files(kept.incoming) == ["a/纪要.txt"]
    (standing,) = kept.archive.catalogue.standings()
    assert (standing.receipt.root, standing.receipt.path) == ("同步盘", "a/纪要.txt")


def test_batches_are_bounded_and_lose_nothing(desk, monkeypatch):
    module = sys.modules["archive_builder.intake.receive"]
    monkeypatch.setattr(module, "BATCH_FILES", 3)
    monkeypatch.setattr(module, "BATCH_BYTES", 100)
    sizes = []
    record = desk.archive.catalogue.record
    monkeypatch.setattr(
        desk.archive.catalogue,
        "record",
        lambda parcels: record(sizes_of := list(parcels)) or sizes.append(len(sizes_of)),
    )
    for n in range(8):
        desk.put(f"{n}.txt", b"x" * (90 if n == 4 else 10) + bytes([n]))
    assert desk.look().received == 8
    assert sizes == [3, 2, 3]
    assert len(set(desk.contents())) == 8


def test_an_archive_that_holds_much_ends_its_batch(desk, monkeypatch):
    monkeypatch.setattr(sys.modules["archive_builder.intake.receive"], "BATCH_BYTES", 1000)
    batches = []
    settle = Store.settle
    monkeypatch.setattr(Store, "settle", lambda s, b: batches.append(len(b)) or settle(s, b))
    for name in ("a.zip", "b.zip"):
        with zipfile.ZipFile(desk.put(name), "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("in.txt", name * 1000)
    desk.put("c.txt")
    assert desk.look().received == 3
    assert batches == [2, 2, 1]


class TestSettling:
    def test_a_new_file_on_a_local_disk_is_taken_once_it_has_been_quiet(self, desk):
        place = desk.put("a.txt")
        changed = place.stat().st_ctime
        desk.now = changed + 1.5
        intake = desk.look()
        assert (intake.received, intake.waiting) == (0, ("a.txt",))
        assert intake.again_in == pytest.approx(0.5, abs=1e-3)
        assert desk.archive.catalogue.passed_over()[-1].state is ReceiptState.PENDING
        desk.now = changed + 2.5
        assert desk.look().received == 1
        assert not desk.left(desk.look())

    def test_elsewhere_it_takes_two_looks_whatever_its_times_say(self, desk):
        desk.vouched = False
        os.utime(desk.put("a.txt"), (0, 0))
        assert desk.look().waiting == ("a.txt",)
        desk.now += 1.9
        assert desk.look().waiting == ("a.txt",)
        desk.now += 0.2
        assert desk.look().received == 1

    def test_a_growing_file_waits_until_it_grows_no_more(self, desk):
        desk.vouched = False
        for length in (10, 20, 30):
            desk.put("a.txt", b"x" * length)
            assert desk.look().waiting == ("a.txt",)
            desk.now += 3
        assert desk.look().received == 1
        assert desk.contents() == [b"x" * 30]

    def test_the_clock_set_back_makes_a_file_wait_not_disappear(self, desk):
        place = desk.put("a.txt")
        desk.now = place.stat().st_ctime - 1000
        assert desk.look().waiting == ("a.txt",)
        desk.now += 2.5
        assert desk.look().received == 1

    def test_one_look_after_the_other_is_bounded_by_quiet_and_patience(self, desk):
        desk.vouched = False
        place = desk.put("grows.txt")
        desk.put("still.txt")
        intake = desk.look_patiently(during=lambda: place.write_bytes(place.read_bytes() + b"x"))
        assert (intake.received, intake.waiting) == (1, ("grows.txt",))
        assert sum(desk.pauses) == pytest.approx(12.0)
        assert "不再变化" in desk.left(intake)["grows.txt"]

    def test_nothing_is_waited_for_when_nothing_settles(self, desk):
        desk.put("a.txt")
        desk.put("报告.docx")
        desk.put("~$报告.docx")
        intake = desk.look_patiently()
        assert intake.received == 1
        assert desk.pauses == []
        assert "~$报告.docx" in desk.left(intake)["报告.docx"]

    def test_a_document_is_taken_when_its_program_closes_it(self, desk):
        desk.put("报告.docx", b"first")
        lock = desk.put("~$报告.docx")
        assert desk.look().received == 0
        lock.unlink()
        assert desk.look().received == 1

    @pytest.mark.parametrize("data", [b"", b"%PDF-1.4 cut", b"PK\x03\x04 cut", bytes(4096)])
    def test_what_is_cut_or_empty_is_taken_as_it_is_after_patience(self, desk, data):
        place = desk.put("a.pdf", data)
        desk.now = place.stat().st_ctime + 5
        intake = desk.look()
        assert intake.waiting == ("a.pdf",)
        assert "没有传完" in desk.left(intake)["a.pdf"]
        assert intake.again_in == 2.0
        desk.now += 5.1
        assert desk.look().received == 1
        assert desk.contents() == [data]

    def test_a_truncated_pdf_that_is_completed_is_taken_complete(self, desk):
        place = desk.put("a.pdf", b"%PDF-1.4 half")
        desk.now = place.stat().st_ctime + 5
        assert desk.look().received == 0
        desk.put("a.pdf", b"%PDF-1.4 half and half\n%%EOF\n")
        desk.now = place.stat().st_ctime + 3
        assert desk.look().received == 1
        assert desk.contents()[0].endswith(b"%%EOF\n")

    @pytest.mark.skipif(sys.platform != "linux", reason="leases are Linux's")
    def test_a_file_that_another_process_writes_waits(self, desk):
        place = desk.put("a.txt", b"half")
        writer = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "import sys; f = open(sys.argv[1], 'ab'); print(flush=True);sys.stdin.read()",
                str(place),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        with writer:
            writer.stdout.readline()
            intake = desk.look()
            assert intake.received == 0
            assert "正在写入" in desk.left(intake)["a.txt"]
            assert intake.again_in is None
        assert desk.look().received == 1

    def test_no_more_looks_are_remembered_than_allowed(self, desk):
        desk.vouched, desk.looks = False, Looks(limit=2)
        for n in range(5):
            desk.put(f"{n}.txt")
        received = []
        for _ in range(6):
            received.append(desk.look().received)
            desk.now += 3
        assert received == [0, 2, 2, 1, 0, 0]


class TestMoving:
    def test_a_folder_moved_in_is_taken_whole(self, desk, tmp_path):
        for path in ("a.txt", "b/c.txt", "b/d/e.txt"):
            place = tmp_path / "outside" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(path)
        shutil.move(tmp_path / "outside", desk.incoming / "某乡")
        assert desk.look().received == 3
        assert desk.paths() == ["某乡/a.txt", "某乡/b/c.txt", "某乡/b/d/e.txt"]

    def test_the_same_name_again_is_a_new_receipt_and_both_sources_are_kept(self, desk):
        for text in (b"first", b"second", b"second"):
            desk.put("a.txt", text)
            assert desk.look().received == 1
        assert desk.contents() == [b"first", b"second", b"second"]
        taken = desk.incoming / TAKEN
        assert {p.name: p.read_bytes() for p in taken.iterdir()} == {
            "a.txt": b"first",
            "a-2.txt": b"second",
            "a-3.txt": b"second",
        }

    def test_a_source_that_cannot_be_moved_is_taken_once_and_moved_later(self, desk, monkeypatch):
        desk.put("open.docx", b"held by Word")

        def locked(*_):
            raise PermissionError(13, "locked")

        monkeypatch.setattr(fsio, "move_aside", locked)
        for received in (1, 0, 0):
            intake = desk.look()
            assert (intake.received, intake.unmoved) == (received, ("open.docx",))
            assert not desk.left(intake)
        monkeypatch.undo()
        assert desk.look().unmoved == ()
        assert desk.paths() == ["open.docx"]
        assert files(desk.incoming) == [f"{TAKEN}/open.docx"]

    def test_killed_before_the_move_the_next_look_only_moves(self, desk, monkeypatch):
        desk.put("a.txt", b"a")
        desk.put("b.txt", b"b")

        def killed(*_):
            raise KeyboardInterrupt

        monkeypatch.setattr(fsio, "move_aside", killed)
        with pytest.raises(KeyboardInterrupt):
            desk.look()
        monkeypatch.undo()
        monkeypatch.setattr(Store, "stage", killed)
        assert desk.look().received == 0
        assert desk.paths() == ["a.txt", "b.txt"]
        assert files(desk.incoming) == [f"{TAKEN}/a.txt", f"{TAKEN}/b.txt"]
        assert list(desk.archive.catalogue.lying_paths("incoming")) == []

    def test_killed_after_the_move_the_next_look_forgets_the_source(self, desk, monkeypatch):
        desk.put("a.txt", b"a")

        def killed(*_):
            raise KeyboardInterrupt

        monkeypatch.setattr(desk.archive.catalogue, "no_longer_lying", killed)
        with pytest.raises(KeyboardInterrupt):
            desk.look()
        monkeypatch.undo()
        assert desk.look().received == 0
        assert list(desk.archive.catalogue.lying_paths("incoming")) == []
        desk.put("a.txt", b"a")
        assert desk.look().received == 1

    def test_touched_before_it_could_be_moved_it_is_not_taken_again(self, desk, monkeypatch):
        place = desk.put("a.txt", b"a")
        monkeypatch.setattr(fsio, "move_aside", lambda *_: (_ for _ in ()).throw(OSError()))
        assert desk.look().received == 1
        monkeypatch.undo()
        os.utime(place, (1, 1))
        assert desk.look().received == 0
        assert files(desk.incoming) == [f"{TAKEN}/a.txt"]

    def test_a_change_between_copy_and_move_is_taken_as_well(self, desk, monkeypatch):
        place = desk.put("a.txt", b"first")
        record = desk.archive.catalogue.record

        def record_then_change(parcels):
            record(parcels)
            place.write_bytes(b"second!")

        monkeypatch.setattr(desk.archive.catalogue, "record", record_then_change)
        intake = desk.look()
        assert intake.received == 1
        assert "又有改动" in desk.left(intake)["a.txt"]
        monkeypatch.undo()
        assert desk.look().received == 1
        assert desk.contents() == [b"first", b"second!"]
        assert desk.paths() == ["a.txt", "a.txt"]

    def test_a_change_at_the_very_move_is_put_back(self, desk, monkeypatch):
        desk.put("a.txt", b"first")
        move = fsio.move_aside

        def move_while_written(source, target):
            if TAKEN in target.as_posix():
                source.write_bytes(b"second!")
            return move(source, target)

        monkeypatch.setattr(fsio, "move_aside", move_while_written)
        assert "已放回" in desk.left(desk.look())["a.txt"]
        assert files(desk.incoming) == ["a.txt"]
        monkeypatch.undo()
        assert desk.look().received == 1
        assert desk.contents() == [b"first", b"second!"]

    def test_put_back_beside_a_newcomer_of_its_name(self, desk, monkeypatch):
        place = desk.put("a.txt", b"first")
        move = fsio.move_aside

        def move_while_written(source, target):
            if TAKEN not in target.as_posix():
                return move(source, target)
            source.write_bytes(b"second!")
            moved = move(source, target)
            place.write_bytes(b"newcomer")
            return moved

        monkeypatch.setattr(fsio, "move_aside", move_while_written)
        desk.look()
        monkeypatch.undo()
        assert desk.look().received == 2
        assert sorted(desk.contents()) == [b"first", b"newcomer", b"second!"]

    def test_names_too_long_once_readable_are_shortened_on_the_disk_only(self, desk):
        name = "纪" * 100
        folder = desk.incoming / os.fsdecode(name.encode("gbk"))
        folder.mkdir()
        (folder / "a.txt").write_text("x")
        assert desk.look().unmoved == ()
        assert desk.paths() == [f"{name}/a.txt"]
        assert not list(folder.iterdir())
        assert len(list((desk.incoming / TAKEN).rglob("a.txt"))) == 1


class TestKeeping:
    def test_changed_bytes_are_a_new_receipt_and_touched_ones_are_not(self, kept):
        place = kept.put("a.txt", b"first")
        assert kept.look().received == 1
        os.utime(place, (1, 1))
        assert kept.look().received == 0
        lying = kept.archive.catalogue.lying("同步盘", "a.txt")
        assert lying.stamp.modified_ns == 10**9
        kept.put("a.txt", b"second")
        assert kept.look().received == 1
        assert kept.contents() == [b"first", b"second"]
        assert kept.look().received == 0

    def test_same_size_and_time_are_not_the_same_content(self, kept):
        place = kept.put("a.txt", b"first")
        os.utime(place, (5, 5))
        kept.look()
        place.write_bytes(b"other")
        os.utime(place, (5, 5))
        assert kept.look().received == 1
        assert kept.contents() == [b"first", b"other"]

    def test_deleted_sources_are_marked_and_come_back(self, kept):
        place = kept.put("a.txt", b"first")
        kept.put("b.txt", b"b")
        kept.look()
        place.unlink()
        assert kept.look().gone == 1
        assert kept.look().gone == 0
        assert kept.archive.catalogue.gone() == 1
        kept.put("a.txt", b"first")
        assert kept.look().received == 0
        assert kept.archive.catalogue.gone() == 0
        assert kept.paths() == ["a.txt", "b.txt"]

    def test_a_renamed_source_is_a_further_receipt_of_the_same_document(self, kept):
        place = kept.put("a.txt", b"first")
        kept.look()
        place.rename(kept.incoming / "b.txt")
        intake = kept.look()
        assert (intake.received, intake.gone) == (1, 1)
        assert len(kept.archive.catalogue.documents()) == 1

    def test_nothing_is_gone_where_the_walk_could_not_go(self, kept, monkeypatch):
        kept.put("shut/a.txt")
        kept.put("b.txt")
        kept.look()
        shutil.rmtree(kept.incoming / "shut")
        (kept.incoming / "b.txt").unlink()
        (kept.incoming / "shut").mkdir()
        scandir = os.scandir

        def refusing(path):
            if str(path).endswith("shut"):
                raise PermissionError(errno.EACCES, "no", path)
            return scandir(path)

        monkeypatch.setattr(os, "scandir", refusing)
        assert kept.look().gone == 1
        assert list(kept.archive.catalogue.lying_paths("同步盘")) == ["shut/a.txt"]

    def test_a_root_lost_during_the_walk_is_not_emptied(self, kept, monkeypatch):
        kept.put("a.txt")
        kept.put("~$x.docx")
        assert kept.look().received == 1
        listed = kept.archive.catalogue.passed_over()
        box = kept.reach()

        def unmounted(*_, **__):
            for place in kept.incoming.iterdir():
                place.unlink()
            return iter(())

        monkeypatch.setattr(
            sys.modules["archive_builder.intake.survey"].Walk, "__iter__", unmounted
        )
        monkeypatch.setattr(kept, "reach", lambda: box)
        intake = kept.look()
        assert "不见了" in intake.offline
        assert intake.gone == 0
        assert kept.archive.catalogue.gone() == 0
        assert kept.archive.catalogue.passed_over() == listed

    def test_names_that_are_no_utf8_stay_known(self, kept):
        folder = kept.incoming / os.fsdecode("某乡".encode("gbk"))
        folder.mkdir()
        (folder / "a.txt").write_text("x")
        assert kept.look().received == 1
        again = kept.look()
        assert (again.received, again.gone) == (0, 0)


class TestTrouble:
    def test_a_source_that_changes_while_copied_stays(self, desk, monkeypatch):
        place = desk.put("a.txt", b"half")
        copy = fsio.copy_hashing

        def copy_then_grow(source, target):
            result = copy(source, target)
            place.write_bytes(b"half and more")
            return result

        monkeypatch.setattr("archive_builder.archive.store.fsio.copy_hashing", copy_then_grow)
        intake = desk.look()
        assert intake.received == 0
        assert "正在写入" in desk.left(intake)["a.txt"]
        assert not list(desk.workspace.glob("archive/staging/*"))
        monkeypatch.undo()
        assert desk.look().received == 1
        assert desk.contents() == [b"half and more"]

    def test_a_source_that_vanishes_is_not_there(self, desk, monkeypatch):
        desk.put("a.txt")
        desk.put("b.txt")
        stage = Store.stage

        def vanish(self, source):
            if source.name == "a.txt":
                source.unlink()
            return stage(self, source)

        monkeypatch.setattr(Store, "stage", vanish)
        intake = desk.look()
        assert intake.received == 1
        assert not desk.left(intake)

    @pytest.mark.parametrize("code", [errno.EACCES, errno.EIO, errno.ESTALE])
    def test_a_source_that_cannot_be_read_is_its_own_row(self, desk, monkeypatch, code):
        bad = desk.put("bad.txt")
        desk.put("good.txt")
        real_open, sha256_of = os.open, fsio.sha256_of

        def failing(path, *args, **kwargs):
            if os.fspath(path) == str(bad):
                raise OSError(code, "bad", str(path))
            return real_open(path, *args, **kwargs)

        def unreadable(path):
            if path == bad:
                raise OSError(code, "bad")
            return sha256_of(path)

        monkeypatch.setattr(os, "open", failing)
        monkeypatch.setattr(fsio, "sha256_of", unreadable)
        intake = desk.look()
        assert intake.received == 1
        assert "读不出" in desk.left(intake)["bad.txt"]
        assert bad.exists()

    def test_an_error_while_reading_is_told_from_one_while_writing(self, desk, monkeypatch):
        bad = desk.put("bad.txt")
        sha256_of = fsio.sha256_of

        def broken(*_):
            raise OSError(errno.EIO, "Input/output error")

        monkeypatch.setattr(Store, "stage", broken)
        with pytest.raises(StoreUnavailable):
            desk.look()
        monkeypatch.setattr(fsio, "sha256_of", lambda p: broken() if p == bad else sha256_of(p))
        assert "读不出" in desk.left(desk.look())["bad.txt"]

    @pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
    @pytest.mark.parametrize("step", ["stage", "settle"])
    def test_a_full_store_leaves_the_whole_batch_where_it_is(self, desk, monkeypatch, code, step):
        for name in ("a.txt", "b.txt"):
            desk.put(name)
        calls = []
        real = getattr(Store, step)

        def full(self, *args):
            calls.append(args)
            if step == "settle" or len(calls) == 2:
                raise OSError(code, os.strerror(code))
            return real(self, *args)

        monkeypatch.setattr(Store, step, full)
        with pytest.raises(StoreUnavailable) as raised:
            desk.look()
        assert raised.value.remedy
        assert desk.paths() == []
        assert files(desk.incoming) == ["a.txt", "b.txt"]
        monkeypatch.undo()
        assert desk.look().received == 2
        assert not list(desk.workspace.glob("archive/staging/*"))

    def test_a_store_whose_folder_is_gone_is_not_an_empty_root(self, desk):
        desk.put("a.txt")
        box = desk.reach()
        desk.reach = lambda: box
        desk.archive.store.clear_staging = lambda: None
        shutil.rmtree(desk.workspace / "archive" / "staging")
        with pytest.raises(StoreUnavailable):
            desk.look()
        assert files(desk.incoming) == ["a.txt"]

    def test_bytes_that_read_back_wrong_stop_the_pass_before_the_move(self, desk, monkeypatch):
        desk.put("a.txt", b"good")
        settle = Store.settle

        def settle_badly(self, batch):
            settle(self, batch)
            place = self.place(batch[0].sha256)
            place.chmod(0o644)
            place.write_bytes(b"bad!")

        monkeypatch.setattr(Store, "settle", settle_badly)
        with pytest.raises(RecordError):
            desk.look()
        assert files(desk.incoming) == ["a.txt"]

    def test_a_link_put_in_place_of_a_file_is_not_followed(self, desk, monkeypatch, tmp_path):
        place = desk.put("a.txt", b"good")
        secret = tmp_path / "secret"
        secret.write_bytes(b"s" * 4)
        stage = Store.stage

        def swap(self, source):
            place.unlink()
            place.symlink_to(secret)
            return stage(self, source)

        monkeypatch.setattr(Store, "stage", swap)
        assert desk.look().received == 0
        assert desk.paths() == []


class TestContainers:
    def test_members_come_with_their_archive_and_keep_its_path(self, desk):
        with zipfile.ZipFile(desk.put("小塘村/资料.zip"), "w") as archive:
            archive.writestr("花名册/户籍人口.txt", "1")
            archive.writestr("Thumbs.db", "2")
        assert desk.look().received == 1
        assert desk.states() == [
            ("小塘村/资料.zip", ReceiptState.UNPACKED),
            ("小塘村/资料.zip/花名册/户籍人口.txt", ReceiptState.PENDING),
        ]
        assert desk.contents()[1] == b"1"
        passed = desk.archive.catalogue.passed_over()
        assert ("小塘村/资料.zip/Thumbs.db", "忽略") in [(p.path, str(p.state)) for p in passed]
        assert files(desk.incoming) == [f"{TAKEN}/小塘村/资料.zip"]

    def test_a_kept_archive_is_opened_once(self, kept):
        with zipfile.ZipFile(kept.put("a.zip"), "w") as archive:
            archive.writestr("in.txt", "1")
        assert kept.look().received == 1
        again = kept.look()
        assert (again.received, again.gone) == (0, 0)
        assert kept.paths() == ["a.zip", "a.zip/in.txt"]

    def test_a_damaged_archive_waits_and_leaves_no_orphans(self, desk):
        path = desk.put("damaged.zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("good.txt", "g" * 5000)
            archive.writestr("bad.txt", "".join(str(n) for n in range(5000)))
        raw = bytearray(path.read_bytes())
        place = raw.index(b"bad.txt") + 200
        raw[place : place + 50] = bytes(50)
        path.write_bytes(raw)
        assert desk.look().received == 1
        (standing,) = desk.archive.catalogue.standings()
        assert standing.state is ReceiptState.DECISION
        assert standing.reason
        assert len(list(desk.archive.store.objects())) == 1
        assert not list(desk.workspace.glob("archive/staging/*"))


def test_a_preview_takes_nothing_and_lists_what_is_new(desk, kept):
    desk.rules = IntakeRules(settling=Settling())
    desk.put("a.txt")
    desk.put("报告.docx")
    desk.put("~$报告.docx")
    before = files(desk.incoming)
    seen = desk.preview()
    assert [a.path for a in seen.arrivals] == ["a.txt"]
    assert "报告.docx" in {p.path for p in seen.passed_over}
    assert files(desk.incoming) == before
    assert desk.archive.catalogue.passed_over() == ()
    kept.put("k.txt")
    kept.look()
    assert kept.preview().arrivals == ()


def test_every_file_present_is_accounted_for(desk):
    desk.vouched = False
    desk.put("new.txt")
    desk.put("Thumbs.db")
    desk.put("报告.docx")
    desk.put("~$报告.docx")
    (desk.incoming / "link").symlink_to("nowhere")
    intake = desk.look()
    assert sorted(p.path for p in intake.passed_over) == sorted(
        p.relative_to(desk.incoming).as_posix()
        for p in desk.incoming.rglob("*")
        if p.name != desk.root.sentinel
    )
    assert all(p.reason for p in intake.passed_over)
    assert [(p.path, p.state) for p in desk.archive.catalogue.passed_over()] == sorted(
        (p.path, p.state) for p in intake.passed_over
    )
