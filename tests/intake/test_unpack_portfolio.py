"""PDF portfolios: their files are taken, those merely attached to a PDF are not."""

import io

import pikepdf
import pytest
import unpack_builders as make
from pikepdf import AttachedFileSpec, Dictionary, Name, Pdf, StreamDecodeLevel

from archive_builder.archive import Store
from archive_builder.intake.unpack import Sealed, Unpacked, opens, unpack
from archive_builder.model import Limits, ReceiptState


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def portfolio(files: dict[str, bytes], *, collection: bool = True, **options: object) -> bytes:
    with Pdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        for name, content in files.items():
            pdf.attachments[name] = AttachedFileSpec(pdf, content, filename=name)
        if collection:
            pdf.Root.Collection = Dictionary(Type=Name.Collection)
        buffer = io.BytesIO()
        pdf.save(buffer, **options)
    return buffer.getvalue()


def content_of(unpacked: Unpacked) -> dict[str, bytes]:
    return {
        member.path: staged.path.read_bytes()
        for member, staged in zip(unpacked.members, unpacked.staged, strict=True)
    }


def test_the_files_of_a_portfolio_are_taken_with_their_names(tmp_path, store):
    files = {"通知.docx": b"PK..", "花名册.xlsx": b"x" * 200_000, "空.txt": b""}
    packed = make.written(tmp_path, "包.pdf", portfolio(files))
    assert opens(packed, "乡/包.pdf")
    unpacked = unpack(packed, "乡/包.pdf", store, Limits())
    assert content_of(unpacked) == {f"乡/包.pdf/{name}": data for name, data in files.items()}


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.doc"])
def test_it_is_told_by_content(tmp_path, name):
    assert opens(make.written(tmp_path, name, portfolio({"a.txt": b"a"})), name)


def test_a_document_with_attachments_stays_a_document(tmp_path):
    for number, packed in enumerate((portfolio({"a": b"a"}, collection=False), portfolio({}))):
        assert not opens(make.written(tmp_path, f"{number}.pdf", packed), f"{number}.pdf")


def test_one_packed_by_an_older_program_has_chinese_names_too(tmp_path, store):
    with pikepdf.open(io.BytesIO(portfolio({"x": b"content"}))) as pdf:
        (spec,) = pdf.attachments.values()
        del spec.obj["/UF"]
        spec.obj.F = pikepdf.String("通知.txt".encode("gb18030"))
        packed = tmp_path / "a.pdf"
        pdf.save(packed)
    assert content_of(unpack(packed, "a.pdf", store, Limits())) == {"a.pdf/通知.txt": b"content"}


def test_a_name_that_is_a_path_stays_in_its_folder(tmp_path, store):
    packed = make.written(tmp_path, "a.pdf", portfolio({"../../b.txt": b"b"}))
    (member,) = unpack(packed, "a.pdf", store, Limits()).members
    assert member.path == "a.pdf/_.._b.txt"


def test_an_owner_password_keeps_nothing_back(tmp_path, store):
    locked = portfolio({"a.txt": b"a" * 99}, encryption=pikepdf.Encryption(owner="x", user=""))
    packed = make.written(tmp_path, "a.pdf", locked)
    assert content_of(unpack(packed, "a.pdf", store, Limits())) == {"a.pdf/a.txt": b"a" * 99}


def test_a_user_password_leaves_it_a_document(tmp_path):
    locked = portfolio({"a.txt": b"a"}, encryption=pikepdf.Encryption(owner="x", user="y"))
    assert not opens(make.written(tmp_path, "a.pdf", locked), "a.pdf")


def test_portfolios_and_archives_nest(tmp_path, store):
    inner = portfolio({"b.txt": b"b"})
    outer = portfolio({"in.zip": make.zipped({"in.pdf": inner})})
    unpacked = unpack(make.written(tmp_path, "a.pdf", outer), "a.pdf", store, Limits())
    paths = [member.path for member in unpacked.members]
    assert paths == ["a.pdf/in.zip", "a.pdf/in.zip/in.pdf", "a.pdf/in.zip/in.pdf/b.txt"]
    assert [member.aside and member.aside[0] for member in unpacked.members] == [
        ReceiptState.UNPACKED,
        ReceiptState.UNPACKED,
        None,
    ]


def test_a_bomb_is_refused_with_the_figures(tmp_path, store):
    packed = make.written(tmp_path, "a.pdf", portfolio({"a.txt": bytes(3 << 20)}))
    assert packed.stat().st_size < 20_000
    sealed = unpack(packed, "a.pdf", store, Limits(inflated=1 << 20))
    assert sealed.state is ReceiptState.REFUSED
    assert "超过上限 1 MB" in sealed.reason
    assert not list((tmp_path / "store" / "staging").iterdir())


def test_too_many_files_are_refused(tmp_path, store):
    packed = make.written(tmp_path, "a.pdf", portfolio({f"{n}": b"a" for n in range(5)}))
    assert unpack(packed, "a.pdf", store, Limits(entries=4)).state is ReceiptState.REFUSED


def test_a_rare_packing_waits_for_a_person(tmp_path, store):
    with pikepdf.open(io.BytesIO(portfolio({"x": b"61 62>"}))) as pdf:
        (spec,) = pdf.attachments.values()
        spec.obj.EF.F.write(b"6162>", filter=Name.ASCIIHexDecode)
        spec.obj.EF.UF = spec.obj.EF.F
        packed = tmp_path / "a.pdf"
        pdf.save(packed, compress_streams=False, stream_decode_level=StreamDecodeLevel.none)
    sealed = unpack(packed, "a.pdf", store, Limits())
    assert sealed == Sealed(ReceiptState.DECISION, sealed.reason)
    assert "少见的压缩方式" in sealed.reason


def test_no_flipped_byte_gets_past_as_an_error(tmp_path, store):
    whole = portfolio({"a.txt": b"a" * 300, "b.txt": b"b"})
    for place in range(0, len(whole), max(1, len(whole) // 150)):
        flipped = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        damaged = make.written(tmp_path, "a.pdf", flipped)
        if opens(damaged, "a.pdf"):
            content = unpack(damaged, "a.pdf", store, Limits(inflated=1 << 20))
            for staged in content.staged if isinstance(content, Unpacked) else ():
                store.discard(staged)
    assert not list((tmp_path / "store" / "staging").iterdir())


def test_a_tar_that_begins_with_a_pdf_is_a_tar(tmp_path, store):
    packed = make.written(tmp_path, "a.tar", make.tarred([("a.pdf", portfolio({"b": b"b"}))]))
    (outer, inner) = unpack(packed, "a.tar", store, Limits()).members
    assert (outer.path, inner.path) == ("a.tar/a.pdf", "a.tar/a.pdf/b")
