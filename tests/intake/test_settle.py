import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.intake.settle import (
    DAY,
    HEAD,
    TAIL,
    Signs,
    at_rest,
    ends_whole,
    ignored_because,
    lock_beside,
    may_lock,
    same_name,
    verdict,
)
from archive_builder.model import Settling

RULES = Settling(quiet=2.0, patience=10.0)
seconds = st.floats(0, 1e9)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("README.md", "说明"),
        ("某乡/~$纪要.docx", "Office"),
        ("某乡/~WRL0001.TMP", "Office"),
        ("某乡/.~纪要.wps", "WPS"),
        ("某乡/.~lock.纪要.docx#", "LibreOffice"),
        ("某乡/纪要.pdf.crdownload", "未下载完"),
        ("某乡/纪要.pdf.filepart", "未传完"),
        ("某乡/._纪要.pdf", "macOS"),
        ("某乡/.DS_Store", "macOS"),
        ("某乡/Thumbs.db", "Windows"),
        ("某乡/@eaDir/纪要.pdf", "NAS"),
        ("#recycle/纪要.pdf", "回收站"),
    ],
)
def test_what_is_no_document_says_by_which_rule(path, words):
    assert words in ignored_because(path)


@pytest.mark.parametrize(
    "path",
    [
        "某乡/README.md",
        "~纪要.docx",
        "纪要~$.docx",
        "part.docx",
        "某乡/eaDir/纪要.pdf",
        "纪要.tmp",
        "[1]纪要*?.docx",
    ],
)
def test_what_only_looks_like_it_is_a_document(path):
    assert ignored_because(path) is None


def test_a_temporary_file_left_for_days_says_so_and_a_system_file_does_not():
    assert ignored_because("~$纪要.docx", age=3 * DAY) == (
        "Office 临时文件，已放了 3 天，请查看是否漏传"
    )
    assert ignored_because("~$纪要.docx", age=DAY) == "Office 临时文件"
    assert ignored_because("Thumbs.db", age=3 * DAY) == "Windows 缩略图"


@pytest.mark.parametrize(
    ("name", "lock"),
    [
        ("报告.docx", "~$报告.docx"),
        ("2021年度工作总结.docx", "~$21年度工作总结.docx"),
        ("花名册汇总表格.xlsx", "~$花名册汇总表格.xlsx"),
        ("报告.docx", ".~lock.报告.docx#"),
        ("报告.docx", ".~报告.docx"),
        ("Café.docx", "~$CAFE\u0301.DOCX"),
    ],
)
def test_the_lock_files_of_office_programs_are_known(name, lock):
    assert may_lock(lock)
    assert lock_beside(name, {same_name(lock): lock}) == lock


def test_the_lock_of_another_document_locks_nothing():
    assert lock_beside("纪要.docx", {same_name("~$报告.docx"): "~$报告.docx"}) is None
    assert lock_beside("x报告.docx", {same_name("~$报告.docx"): "~$报告.docx"}) is None


def whole(data: bytes) -> bool:
    return ends_whole(data[:HEAD], data[-TAIL:], len(data))


def a_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "a" * 5000)
    return buffer.getvalue()


SEVEN_ZIP = (
    b"7z\xbc\xaf\x27\x1c\0\x04"
    + bytes(4)
    + (90).to_bytes(8, "little")
    + (10).to_bytes(8, "little")
    + bytes(4)
)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\n" + b"x" * 5000 + b"%%EOF",
        b"\x89PNG\r\n" + b"x" * 5000 + b"IEND\xaeB`\x82",
        b"\xff\xd8\xff\xe0" + b"x" * 5000 + b"\xff\xd9",
        a_zip(),
        SEVEN_ZIP + b"x" * 100,
    ],
    ids=["pdf", "png", "jpeg", "zip", "7z"],
)
def test_a_cut_file_does_not_end_as_its_type_must(data):
    assert whole(data)
    assert whole(data + b"\n" * 500) or data.startswith(b"7z")
    for cut in (1, 60, len(data) // 2):
        assert not whole(data[: len(data) - max(cut, 6)])


def test_types_whose_end_says_nothing_are_whole_unless_empty_or_unfilled():
    assert whole("纪要".encode())
    assert not whole(b"")
    assert not whole(bytes(5000))


@given(now=seconds, moments=st.lists(st.none() | seconds, max_size=3))
def test_rest_is_never_more_than_a_witness_of_the_past_vouches_for(now, moments):
    rest = at_rest(now, *moments)
    past = [m for m in moments if m is not None and m <= now]
    assert rest == (now - min(past) if past else 0)


@given(
    rest=seconds,
    lock=st.none() | st.just("~$a.docx"),
    writing=st.booleans(),
    is_whole=st.booleans(),
)
def test_settled_means_quiet_closed_and_whole_or_waited_for(rest, lock, writing, is_whole):
    waiting = verdict(rest, Signs(lock, writing, is_whole), RULES)
    settled = not lock and not writing and rest >= (RULES.quiet if is_whole else RULES.patience)
    assert (waiting is None) == settled
    if waiting:
        assert waiting.reason
        assert (waiting.ready_in is None) == bool(lock or writing)


@given(rest=st.floats(0, 20), is_whole=st.booleans())
def test_who_waits_as_long_as_told_gets_on(rest, is_whole):
    signs = Signs(whole=is_whole)
    looks = 0
    while waiting := verdict(rest, signs, RULES):
        rest += waiting.ready_in * (1 + 1e-9) + 1e-9
        looks += 1
    assert looks <= 2
