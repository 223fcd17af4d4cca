from __future__ import annotations

import errno
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from document_builders import compound, new_pdf, ooxml, package, picture, saved, texts, written

from archive_builder.convert import Renditions, Source, convert_all
from archive_builder.convert import run as module
from archive_builder.convert.flow.plain import CONVERTER as PLAIN
from archive_builder.convert.outcome import Outcome, Pages, Problem
from archive_builder.convert.pdf.prepare import Prepared
from archive_builder.model import PageFacts, Rendition
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import A4

DOCUMENTS = {
    "通知.txt": "关于开展自查的通知".encode(),
    "报告.pdf": saved(new_pdf(2)),
    "照片.jpg": picture("JPEG", (400, 300)),
    "同一张照片.png": picture("JPEG", (400, 300)),
    "空.docx": b"",
    "坏.docx": ooxml("docx")[:60],
    "旧.doc": compound(["WordDocument"]),
    "锁.xlsx": compound(["EncryptedPackage"]),
    "版式.ofd": package({"OFD.xml": b"<OFD/>"}),
    "乱码": bytes(range(256)),
}


class Watched:
    def __init__(self) -> None:
        self.events: list[object] = []

    def begin(self, stage: str, total: int) -> None:
        self.events.append((stage, total))

    def step(self, what: str) -> None:
        self.events.append(what)

    def end(self) -> None:
        self.events.append("end")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Source]:
    folder = tmp_path_factory.mktemp("documents")
    return {
        name: Source(sha256(content).hexdigest(), written(folder, name, content), name)
        for name, content in DOCUMENTS.items()
    }


@pytest.fixture(scope="module")
def renditions(tmp_path_factory: pytest.TempPathFactory, fonts: FontSet) -> Renditions:
    return Renditions(tmp_path_factory.mktemp("renditions"), fonts, None)


@pytest.fixture(scope="module")
def watched() -> Watched:
    return Watched()


@pytest.fixture(scope="module")
def made(
    sources: dict[str, Source], renditions: Renditions, watched: Watched
) -> Callable[[str], Rendition]:
    lost = Source("0" * 64, Path("nowhere") / "不在.pdf", "不在.pdf")
    found = convert_all([*sources.values(), lost], renditions, watched)
    assert set(found) == {source.sha256 for source in [*sources.values(), lost]}
    return lambda name: found[sources[name].sha256 if name in sources else lost.sha256]


def test_documents_become_pages_and_text(
    made: Callable[[str], Rendition], renditions: Renditions
) -> None:
    text = made("通知.txt")
    assert text.text.pages == ("关于开展自查的通知",)
    assert text.pages == (PageFacts(*(pytest.approx(side, abs=0.01) for side in A4)),)
    assert texts(renditions.path(text).read_bytes()) == ["关于开展自查的通知"]
    assert len(made("报告.pdf").pages) == 2
    assert made("照片.jpg").pages[0].width > made("照片.jpg").pages[0].height


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("空.docx", "0 字节"),
        ("坏.docx", "损坏"),
        ("旧.doc", "需要 LibreOffice"),
        ("锁.xlsx", "口令"),
        ("版式.ofd", "OFD 版式文件"),
        ("乱码", "无法识别"),
        ("不在.pdf", "无法读取"),
    ],
)
def test_what_cannot_be_shown_says_why(
    made: Callable[[str], Rendition], renditions: Renditions, name: str, reason: str
) -> None:
    refused = made(name)
    assert reason in str(refused.problem)
    assert refused.pages == refused.text.pages == ()
    assert not renditions.path(refused).exists()


def test_progress_names_every_document_once(
    made: Callable[[str], Rendition], watched: Watched
) -> None:
    assert watched.events[0] == ("转换", 10)
    assert watched.events[-1] == "end"
    assert len(watched.events) == 12
    assert len({str(event) for event in watched.events}) == 12
    assert {"通知.txt", "乱码", "不在.pdf"} <= set(map(str, watched.events))


def test_nothing_is_converted_twice(
    made: Callable[[str], Rendition], sources: dict[str, Source], renditions: Renditions
) -> None:
    again = Watched()
    found = convert_all(list(sources.values()), renditions, again)
    assert again.events == []
    assert found == {source.sha256: made(name) for name, source in sources.items()}


def test_a_reading_error_is_not_remembered(
    made: Callable[[str], Rendition], renditions: Renditions
) -> None:
    assert made("不在.pdf").problem
    assert renditions.get("0" * 64) is None


@pytest.fixture
def job(renditions: Renditions, tmp_path: Path) -> module.Job:
    """A text file under a hash that no other test has."""
    path = written(tmp_path, "a.txt", "字".encode())
    return module.Job(Source(uuid4().hex * 2, path, "a.txt"), renditions)


def by(monkeypatch: pytest.MonkeyPatch, convert: Callable[..., Outcome]) -> None:
    way = replace(PLAIN, convert=convert)
    monkeypatch.setattr(module, "choose", lambda kind, office: way)


def test_an_unforeseen_failure_is_a_problem_and_forgotten(
    job: module.Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PanicException(BaseException):
        """Named as PyO3 names a panic."""

    def wrong(*_: object) -> Problem:
        return {}["missing"]

    def panics(*_: object) -> Problem:
        raise PanicException("gone")

    for how, name in ((wrong, "KeyError"), (panics, "Panic")):
        by(monkeypatch, how)
        refused = module.make(job)
        assert name in str(refused.problem)
        assert job.renditions.get(job.source.sha256) is None


@pytest.mark.parametrize(
    "error", [UnicodeDecodeError("gbk", b"", 0, 1, ""), MemoryError(), OSError("bz2")]
)
def test_what_cannot_even_be_looked_at_is_a_problem(
    job: module.Job, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(_: Path) -> None:
        raise error

    monkeypatch.setattr(module, "sniff", fail)
    assert module.make(job).problem
    assert job.renditions.get(job.source.sha256) is None


def test_what_killed_processes_left_is_swept(job: module.Job) -> None:
    left = job.renditions.folder / "ab" / ".part-1-2-x.pdf"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    convert_all([job.source], job.renditions, Watched())
    assert not left.exists()


def test_a_lasting_problem_is_remembered(job: module.Job, monkeypatch: pytest.MonkeyPatch) -> None:
    by(monkeypatch, lambda *_: Problem("不行", details=("时长 3 秒",)))
    refused = module.make(job)
    assert (refused.problem, refused.details) == ("不行", ("时长 3 秒",))
    assert job.renditions.get(job.source.sha256) == refused


def test_what_cannot_be_prepared_leaves_no_pdf(
    job: module.Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    by(monkeypatch, lambda *_: Pages(b"no pdf at all"))
    refused = module.make(job)
    assert refused.problem
    assert not job.renditions.path(refused).exists()
    assert not list(job.renditions.folder.rglob(".part-*"))


def test_a_folder_that_cannot_be_written_is_no_documents_fault(
    job: module.Job, tmp_path: Path
) -> None:
    blocked = replace(job, renditions=Renditions(tmp_path / "a.txt", job.renditions.fonts, None))
    with pytest.raises(OSError, match=r"a\.txt"):
        module.make(blocked)


def test_a_full_disk_is_no_documents_fault(
    job: module.Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> Prepared:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "prepare", full)
    with pytest.raises(OSError, match="No space left"):
        module.make(job)
    monkeypatch.undo()
    assert job.renditions.get(job.source.sha256) is None
    assert not list(job.renditions.folder.rglob(".part-*"))
    assert module.make(job).pages


def hang_up(*_: object) -> None:
    raise AssertionError("converted again")


def test_who_ended_every_process_is_remembered(
    job: module.Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.Crew, "run", lambda _, work, tasks: [(one, None) for one in tasks])
    monkeypatch.setattr(module, "sniff", hang_up)  # it may have been the sniffing that ended them
    first = Renditions(tmp_path / "cache", job.renditions.fonts, None)
    refused = convert_all([job.source], first, Watched())[job.source.sha256]
    assert "异常退出" in str(refused.problem)
    monkeypatch.setattr(module.Crew, "run", hang_up)
    later = Renditions(tmp_path / "cache", job.renditions.fonts, None)
    assert convert_all([job.source], later, Watched()) == {job.source.sha256: refused}


def test_what_failed_by_chance_is_not_tried_again_by_the_same_program(
    job: module.Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    by(monkeypatch, lambda *_: Problem("超时", lasting=False))
    refused = module.make(job)
    same = job.renditions
    monkeypatch.setattr(module.Crew, "run", lambda _, work, tasks: [(o, refused) for o in tasks])
    assert convert_all([job.source], same, Watched())[job.source.sha256] == refused
    monkeypatch.setattr(module.Crew, "run", hang_up)
    assert convert_all([job.source], same, Watched())[job.source.sha256] == refused
    assert Renditions(same.folder, same.fonts, None).get(job.source.sha256) is None


def test_documents_are_taken_in_slices(
    sources: dict[str, Source], tmp_path: Path, fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []

    def convert(some: list[Source], _: Renditions) -> list[object]:
        sizes.append(len(some))
        return []

    monkeypatch.setattr(module, "SLICE", 3)
    monkeypatch.setattr(module, "_convert", convert)
    convert_all(list(sources.values())[:7], Renditions(tmp_path, fonts, None), Watched())
    assert sum(sizes) == len({one.sha256 for one in list(sources.values())[:7]})
    assert max(sizes) == 3


class Stopped(Exception):
    pass


class Impatient(Watched):
    def step(self, what: str) -> None:
        raise Stopped


def test_progress_can_stop_the_work_and_what_was_made_is_kept(
    sources: dict[str, Source], tmp_path: Path, fonts: FontSet
) -> None:
    renditions = Renditions(tmp_path, fonts, None)
    two = [sources["通知.txt"], sources["报告.pdf"]]
    with pytest.raises(Stopped):
        convert_all(two, renditions, Impatient())
    assert any(renditions.get(source.sha256) for source in two)


def test_text_that_pages_do_not_show_begins_the_first(
    job: module.Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    by(monkeypatch, lambda *_: Pages(saved(new_pdf(2)), unshown="某政发〔2021〕12号"))
    assert module.make(job).text.pages == ("某政发〔2021〕12号\n", "")


def test_what_a_file_is_goes_with_its_pages(job: module.Job) -> None:
    made = module.make(job)
    assert (made.kind, made.suffixes) == ("文本文件", ())
    assert made.text.pages == ("字",)


def test_two_at_once_over_one_folder_make_the_same(
    sources: dict[str, Source], tmp_path: Path, fonts: FontSet
) -> None:
    some = [sources["通知.txt"], sources["报告.pdf"]]
    both = [Renditions(tmp_path, fonts, None) for _ in range(2)]
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(lambda one: convert_all(some, one, Watched()), both)
    assert first == second
    assert all(both[0].get(one.sha256) == first[one.sha256] for one in some)
    assert not list(tmp_path.rglob(".part-*"))
