"""A rar that waited for an unpacker is unfolded once there is one."""

import pytest

from archive_builder.archive import Archive, Arriving, Parcel, Placement, Stamp
from archive_builder.intake import reopen
from archive_builder.intake.unpack import NEEDS_UNPACKER, Sealed, Unpacked
from archive_builder.model import Limits, ReceiptState

MODULE = "archive_builder.intake.sealed"


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "archive") as opened:
        source = tmp_path / "材料.rar"
        source.write_bytes(b"Rar!")
        staged = opened.store.stage(source)
        opened.store.settle([staged])
        aside = (ReceiptState.DECISION, NEEDS_UNPACKER)
        arriving = Arriving(staged.sha256, "材料.rar", Stamp(staged.size), aside=aside)
        opened.catalogue.record([Parcel(arriving)])
        yield opened


def states(archive):
    return [(s.receipt.path, s.state) for s in archive.catalogue.standings()]


def test_without_an_unpacker_it_goes_on_waiting(archive, monkeypatch):
    monkeypatch.setattr(f"{MODULE}.can_open_rar", lambda: False)
    assert reopen(archive, Limits()) == 0
    assert states(archive) == [("材料.rar", ReceiptState.DECISION)]


def test_with_one_its_members_arrive(archive, monkeypatch, tmp_path):
    inner = tmp_path / "inner"
    inner.write_bytes(b"member")
    staged = archive.store.stage(inner)
    member = Arriving(staged.sha256, "材料.rar/台账.xlsx", Stamp(6))
    monkeypatch.setattr(f"{MODULE}.can_open_rar", lambda: True)
    monkeypatch.setattr(f"{MODULE}.unpack", lambda *_: Unpacked((member,), (), (staged,)))
    assert reopen(archive, Limits()) == 1
    assert states(archive) == [
        ("材料.rar", ReceiptState.UNPACKED),
        ("材料.rar/台账.xlsx", ReceiptState.PENDING),
    ]
    assert archive.store.place(staged.sha256).read_bytes() == b"member"
    assert reopen(archive, Limits()) == 0


def test_one_that_still_cannot_be_opened_says_why_now(archive, monkeypatch):
    monkeypatch.setattr(f"{MODULE}.can_open_rar", lambda: True)
    sealed = Sealed(ReceiptState.DECISION, "压缩包有密码")
    monkeypatch.setattr(f"{MODULE}.unpack", lambda *_: sealed)
    assert reopen(archive, Limits()) == 0
    assert archive.catalogue.standings()[0].reason == "压缩包有密码"


def test_one_decided_while_it_was_unpacked_stays_as_decided(archive, monkeypatch, tmp_path):
    inner = tmp_path / "inner"
    inner.write_bytes(b"member")
    staged = archive.store.stage(inner)
    member = Arriving(staged.sha256, "材料.rar/台账.xlsx", Stamp(6))

    def unpack_slowly(*_):
        dismissed = Placement(ReceiptState.DISMISSED, "示例员", "人工", "不要")
        archive.catalogue.place(1, dismissed)
        return Unpacked((member,), (), (staged,))

    monkeypatch.setattr(f"{MODULE}.can_open_rar", lambda: True)
    monkeypatch.setattr(f"{MODULE}.unpack", unpack_slowly)
    assert reopen(archive, Limits()) == 0
    assert states(archive) == [("材料.rar", ReceiptState.DISMISSED)]
    assert not staged.path.exists()
    assert not archive.store.place(staged.sha256).exists()
