from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from document_builders import package, written

from archive_builder.convert import package as module
from archive_builder.convert.package import package_problem, rewrite


def test_a_sound_package_passes(tmp_path: Path) -> None:
    assert package_problem(written(tmp_path, "a", package({"a.xml": b"x" * 1000}))) is None


def test_a_bomb_is_refused_with_the_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 2 << 20)
    path = written(tmp_path, "a", package({f"{n}.xml": b"0" * (1 << 20) for n in range(3)}))
    assert path.stat().st_size < 10_000
    problem = package_problem(path)
    assert problem is not None
    assert "解压后有 3 MB，超过 2 MB 的上限" in problem.reason


def test_an_xml_part_has_a_limit_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_XML", 1 << 20)
    pictures = {"word/media/a.png": b"0" * (3 << 20), "word/document.xml": b"0"}
    assert package_problem(written(tmp_path, "a", package(pictures))) is None
    parts = {"word/document.xml": b"0" * (3 << 20)}
    problem = package_problem(written(tmp_path, "b", package(parts)))
    assert problem is not None
    assert "word/document.xml 解压后有 3 MB，超过 1 MB 的上限" in problem.reason


def test_a_stated_size_is_not_believed(tmp_path: Path) -> None:
    honest = package({"a.xml": b"0" * 100_000})
    lying = honest.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != honest
    problem = package_problem(written(tmp_path, "a", lying))
    assert problem is not None
    assert "损坏" in problem.reason


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ENTRIES", 3)
    problem = package_problem(written(tmp_path, "a", package(dict.fromkeys("abcd", b""))))
    assert problem is not None
    assert "4 个部件" in problem.reason


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    plain = bytearray(package({"a.xml": b"x"}))
    for place in (6, plain.index(b"PK\x01\x02") + 8):
        plain[place] |= 1
    problem = package_problem(written(tmp_path, "a", bytes(plain)))
    assert problem is not None
    assert "加密" in problem.reason


def test_rewriting_changes_what_it_is_told_and_depends_on_no_clock(tmp_path: Path) -> None:
    source = written(tmp_path, "a", package({"a.xml": b"1", "b.xml": b"2"}))
    targets = [tmp_path / "b", tmp_path / "c"]
    for target in targets:
        rewrite(source, target, lambda name, old: old + b"!" if name == "a.xml" else old)
    with zipfile.ZipFile(targets[0]) as result:
        assert {name: result.read(name) for name in result.namelist()} == {
            "a.xml": b"1!",
            "b.xml": b"2",
        }
    assert targets[0].read_bytes() == targets[1].read_bytes()
