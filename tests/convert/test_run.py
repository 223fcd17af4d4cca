from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from document_builders import compound, new_pdf, ooxml, package, picture, saved, texts, written

from archive_builder.convert import Renditions, Source, convert_all
from archive_builder.convert import run as module
from archive_builder.convert.outcome import Pages, Problem
from archive_builder.convert.plain import CONVERTER as PLAIN
from archive_builder.model import PageSize, Rendition
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
    assert text.pages == (PageSize(*(pytest.approx(side, abs=0.01) for side in A4)),)
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


def job(renditions: Renditions, how: object) -> module.Job:
    source = Source("1" * 64, Path("a"), "a")
    return module.Job(source, renditions, Path(), how, Path("a"), "名", PLAIN.identity)  # type: ignore[arg-type]


def test_an_unforeseen_failure_is_a_problem_and_forgotten(renditions: Renditions) -> None:
    class PanicException(BaseException):
        """Named as PyO3 names a panic."""

    def wrong(*_: object) -> Problem:
        return {}["missing"]

    def panics(*_: object) -> Problem:
        raise PanicException("gone")

    for how, name in ((wrong, "KeyError"), (panics, "Panic")):
        refused = module.make(job(renditions, how))
        assert name in str(refused.problem)
        assert renditions.get("1" * 64) is None


def test_a_lasting_problem_is_remembered(renditions: Renditions) -> None:
    refused = module.make(job(renditions, Problem("不行")))
    assert refused.problem == "不行"
    assert renditions.get("1" * 64) == refused


def test_a_folder_that_cannot_be_written_is_no_documents_fault(
    tmp_path: Path, fonts: FontSet
) -> None:
    blocked = Renditions(written(tmp_path, "a file", b""), fonts, None)
    with pytest.raises(OSError, match="a file"):
        module.make(job(blocked, Problem("不行")))


def hang_up(*_: object) -> None:
    raise AssertionError("converted again")


def test_what_failed_by_chance_is_not_tried_again_by_the_same_program(
    tmp_path: Path, fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    renditions = Renditions(tmp_path / "cache", fonts, None)
    path = written(tmp_path, "a", b"%PDF-")
    source = Source("3" * 64, path, "a")
    chance = module.Job(source, renditions, tmp_path, Problem("超时", lasting=False), path)
    monkeypatch.setattr(module, "look", hang_up)
    monkeypatch.setattr(module.Crew, "run", lambda _, work, tasks: [(chance, None) for _ in tasks])
    assert convert_all([source], renditions, Watched())["3" * 64].problem
    monkeypatch.setattr(module.Crew, "run", hang_up)
    assert convert_all([source], renditions, Watched())["3" * 64].problem


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


def test_text_that_pages_do_not_show_begins_the_first(renditions: Renditions) -> None:
    def shown(path: Path, fonts: FontSet) -> Pages:
        return Pages(saved(new_pdf(2)), unshown="某政发〔2021〕12号")

    made = module.make(job(renditions, shown))
    assert made.text.pages == ("某政发〔2021〕12号\n", "")


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
