import logging
import shutil

import pytest

from archive_builder.workflow.watch_log import some, watch_log


class Ear(logging.Handler):
    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture
def file(tmp_path):
    return tmp_path / "logs" / "watch.log"


def test_lines_say_time_grade_and_text_with_numbers_masked(file):
    ear = Ear()
    with watch_log(file, [ear]) as log:
        log.info("收到 %d 件", 2)
        log.warning("待定：13800000000.txt")
    lines = file.read_text("utf-8").splitlines()
    assert lines == ear.lines
    assert [line[20:] for line in lines] == ["信息 收到 2 件", "注意 待定：138****0000.txt"]
    assert lines[0][:2] == "20" and lines[0][10] == " "


def test_the_log_turns_over_at_a_megabyte_and_keeps_five(file):
    with watch_log(file) as log:
        for _ in range(90):
            log.info("满" * 33_000)
    kept = sorted(p.name for p in file.parent.iterdir())
    assert kept == ["watch.log", *(f"watch.log.{n}" for n in range(1, 6))]
    assert all(p.stat().st_size <= 1_000_000 for p in file.parent.iterdir())


def test_a_deleted_log_begins_anew_and_one_that_cannot_be_written_hurts_nobody(file):
    with watch_log(file) as log:
        log.info("一")
        shutil.rmtree(file.parent)
        log.info("二")
        assert file.read_text("utf-8").endswith("二\n")
        shutil.rmtree(file.parent)
        file.parent.write_text("in the way")
        log.info("三")
        file.parent.unlink()
        log.info("四")
    assert [line[-1] for line in file.read_text("utf-8").splitlines()] == ["四"]


def test_some_names_stand_for_many():
    names = [f"{n}.txt" for n in range(12)]
    assert some(names[:2], 2) == "2 件：0.txt；1.txt"
    assert some(names, 12).endswith("9.txt……")
    assert some([], 12) == "12 件"
