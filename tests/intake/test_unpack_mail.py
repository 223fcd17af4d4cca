import base64
import struct
from email.message import EmailMessage

import pytest
import unpack_builders as make

from archive_builder.archive import Store
from archive_builder.intake.unpack import Unpacked, mails, opens, unpack
from archive_builder.model import Limits, ReceiptState

LIMITS = Limits()


@pytest.fixture
def taken(tmp_path):
    """Unpack a message; what came of it, by name."""
    store = Store(tmp_path / "store")

    def take(data: bytes, name: str = "信.eml", limits: Limits = LIMITS):
        packed = make.written(tmp_path, name, data)
        assert opens(packed, name)
        return unpack(packed, name, store, limits)

    return take


def contents(content: Unpacked, name: str = "信.eml") -> dict[str, bytes]:
    pairs = zip(content.members, content.staged, strict=True)
    return {m.path.removeprefix(f"{name}/"): staged.path.read_bytes() for m, staged in pairs}


def message(subject: str = "关于报送总结的函", body: str = "请查收。\n") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "某乡档案员 <a@example.invalid>"
    mail["To"] = "县档案资料组 <b@example.invalid>"
    mail["Date"] = "Wed, 22 Dec 2021 09:30:00 +0800"
    mail["Subject"] = subject
    mail.set_content(body)
    return mail


def raw(*parts: bytes, head: bytes = b"Subject: x\n") -> bytes:
    top = head + b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
    return top + b"".join(b"--b\n" + part + b"\n" for part in parts) + b"--b--\n"


def test_a_message_becomes_its_text_and_its_attachments(taken):
    mail = message()
    mail.add_attachment(b"%PDF-1", maintype="application", subtype="pdf", filename="工作总结.pdf")
    mail.add_attachment(b"PNG", maintype="image", subtype="png")
    found = contents(taken(mail.as_bytes()))
    assert list(found) == ["关于报送总结的函.txt", "工作总结.pdf", "附件2.png"]
    assert found["工作总结.pdf"] == b"%PDF-1"
    assert found["关于报送总结的函.txt"].decode() == (
        "主题：关于报送总结的函\n发件人：某乡档案员 <a@example.invalid>\n"
        "日期：2021年12月22日 09:30\n收件人：县档案资料组 <b@example.invalid>\n"
        "附件：工作总结.pdf、附件2.png\n\n请查收。\n"
    )


def test_a_message_without_attachments_is_itself_the_document(tmp_path):
    mail = message()
    assert not opens(make.written(tmp_path, "a.eml", mail.as_bytes()), "a.eml")
    mail.add_alternative("<p>请查收</p>", subtype="html")
    assert not opens(make.written(tmp_path, "a.eml", mail.as_bytes()), "a.eml")


def test_a_saved_web_page_is_no_message(tmp_path):
    mail = message()
    mail.add_attachment(b"PNG", maintype="image", subtype="png", filename="a.png")
    assert not opens(make.written(tmp_path, "a.mht", mail.as_bytes()), "a.mht")


def test_a_message_without_a_suffix_is_known_by_its_header(taken):
    mail = message()
    mail.add_attachment(b"x", maintype="application", subtype="zip", filename="a.bin")
    assert "a.bin" in contents(taken(mail.as_bytes(), "信"), "信")


def test_html_alone_is_kept_as_html_with_the_header_lines(taken):
    mail = message()
    mail.set_content("<html><body>正文</body></html>", subtype="html")
    mail.add_related(b"GIF", maintype="image", subtype="gif", cid="<1>", filename="图.gif")
    found = contents(taken(mail.as_bytes()))
    assert list(found) == ["关于报送总结的函.html", "图.gif"]
    page = found["关于报送总结的函.html"].decode()
    assert page.startswith("<!DOCTYPE html>")
    assert "发件人：某乡档案员 &lt;a@example.invalid&gt;" in page
    assert "正文" in page


def test_an_empty_body_makes_no_document(taken):
    mail = message(body=" \n")
    mail.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
    assert list(contents(taken(mail.as_bytes()))) == ["a.pdf"]


def word(text: str, charset: str) -> bytes:
    return b"=?%s?B?%s?=" % (charset.encode(), base64.b64encode(text.encode("gbk")))


@pytest.mark.parametrize(
    "header",
    [
        b'Content-Disposition: attachment; filename="' + word("工作总结.doc", "gb2312") + b'"',
        b"Content-Disposition: attachment; filename=" + word("工作总结.doc", "GBK"),
        b'Content-Disposition: attachment; filename="' + "工作总结.doc".encode("gbk") + b'"',
        b'Content-Disposition: attachment; filename="' + "工作总结.doc".encode() + b'"',
        b"Content-Disposition: attachment; filename*=GBK''%B9%A4%D7%F7%D7%DC%BD%E1.doc",
        b'Content-Type: application/msword; name="' + word("工作总结.doc", "gb18030") + b'"',
    ],
)
def test_names_of_attachments_as_chinese_mailers_write_them(taken, header):
    found = contents(taken(raw(header + b"\nContent-Transfer-Encoding: base64\n\neHg=")))
    assert found == {"工作总结.doc": b"xx"}


@pytest.mark.parametrize(
    "subject",
    [
        b"=?gb2312?Q?=B1=A8=CB=CD?=\n =?gb2312?Q?=BA=AF?=",
        b"=?gbk?B?" + base64.b64encode("报送函".encode("gbk")) + b"?=",
        "报送函".encode("gbk"),
        "报送函".encode(),
    ],
)
def test_subjects_as_chinese_mailers_write_them(taken, subject):
    text = b'Content-Type: text/plain; charset="gb2312"\n\n' + "见附件，镕".encode("gbk")
    pdf = b'Content-Type: application/pdf; name="a.pdf"\n\nx'
    found = contents(taken(raw(text, pdf, head=b"Subject: " + subject + b"\n")))
    assert list(found) == ["报送函.txt", "a.pdf"]
    assert "见附件，镕" in found["报送函.txt"].decode()


@pytest.mark.parametrize("charset", [b"x-nothing", b"us-ascii", b""])
def test_a_charset_that_does_not_hold_is_guessed(taken, charset):
    text = b"Content-Type: text/plain; charset=" + charset + b"\n\n" + "正文".encode("gbk")
    pdf = b'Content-Type: application/pdf; name="a.pdf"\n\nx'
    assert "正文" in contents(taken(raw(text, pdf)))["x.txt"].decode()


def test_an_attached_message_is_unfolded_in_its_turn(taken):
    inner = message("转来的函", "内容")
    inner.add_attachment(b"deep", maintype="application", subtype="pdf", filename="深.pdf")
    mail = message("外层")
    mail.add_attachment(inner)
    content = taken(mail.as_bytes())
    assert list(contents(content)) == [
        "外层.txt",
        "转来的函.eml",
        "转来的函.eml/转来的函.txt",
        "转来的函.eml/深.pdf",
    ]
    assert content.members[1].aside[0] is ReceiptState.UNPACKED


def test_names_of_attachments_are_no_paths(taken):
    header = b'Content-Type: application/pdf; name="../../etc/passwd"\n\nx'
    assert list(contents(taken(raw(header)))) == ["_.._etc_passwd"]


def test_an_archive_in_a_message_is_opened_too(taken):
    mail = message()
    data = make.zipped({"夹/甲.txt": b"x"})
    mail.add_attachment(data, maintype="application", subtype="zip", filename="材料.zip")
    assert "材料.zip/夹/甲.txt" in contents(taken(mail.as_bytes()))


def test_a_message_made_of_nothing_but_parts_is_refused(taken):
    content = taken(raw(*[b"\nx"] * 25_000))
    assert content.state is ReceiptState.REFUSED
    assert "分界" in content.reason


def test_a_message_too_large_to_parse_waits(taken, monkeypatch):
    monkeypatch.setattr(mails, "_LARGEST", 100)
    content = taken(raw(b"Content-Type: application/pdf\n\n" + b"x" * 200))
    assert content.state is ReceiptState.DECISION


def test_parts_within_parts_without_end_do_no_harm(tmp_path):
    data = b"From: x\nMIME-Version: 1.0\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(3000)
    )
    packed = make.written(tmp_path, "deep.eml", data)
    if opens(packed, "deep.eml"):
        unpack(packed, "deep.eml", Store(tmp_path / "store"), LIMITS)


def outlook(**more: object) -> bytes:
    ticks = (1640136600 + 11644473600) * 10_000_000
    return make.compound(
        {
            "__properties_version1.0": bytes(32) + struct.pack("<IIQ", 0x00390040, 6, ticks),
            "__substg1.0_0037001F": make.wide("关于报送总结的函"),
            "__substg1.0_0C1A001F": make.wide("某乡档案员"),
            "__substg1.0_0C1F001F": make.wide("a@example.invalid"),
            "__substg1.0_0E04001F": make.wide("县档案资料组"),
            **more,
        }
    )


PDF = {"__substg1.0_3707001F": make.wide("总结.pdf"), "__substg1.0_37010102": b"%PDF-"}


def test_an_outlook_message_becomes_its_text_and_its_attachments(taken):
    data = outlook(
        **{
            "__substg1.0_1000001F": make.wide("请查收。\r\n"),
            "__attach_version1.0_#00000000": PDF,
            "__attach_version1.0_#00000001": {"__substg1.0_37010102": b"x"},
        }
    )
    found = contents(taken(data, "a.msg"), "a.msg")
    assert found == {
        "关于报送总结的函.txt": (
            "主题：关于报送总结的函\n发件人：某乡档案员 <a@example.invalid>\n"
            "日期：2021年12月22日 09:30\n收件人：县档案资料组\n"
            "附件：总结.pdf、附件2\n\n请查收。\n"
        ).encode(),
        "总结.pdf": b"%PDF-",
        "附件2": b"x",
    }


def test_an_old_outlook_message_is_in_gbk(taken):
    data = outlook(
        **{
            "__substg1.0_1000001E": "请查收".encode("gbk"),
            "__attach_version1.0_#00000000": {
                "__substg1.0_3704001E": "总结.doc".encode("gbk"),
                "__substg1.0_37010102": b"x",
            },
        }
    )
    found = contents(taken(data, "a.msg"), "a.msg")
    assert list(found) == ["关于报送总结的函.txt", "总结.doc"]
    assert "请查收" in found["关于报送总结的函.txt"].decode()


def test_an_outlook_message_in_another_is_a_folder(taken):
    inner = {
        "__properties_version1.0": bytes(24),
        "__substg1.0_0037001F": make.wide("内层"),
        "__substg1.0_10130102": "<p>内层正文</p>".encode("gbk"),
        "__attach_version1.0_#00000000": PDF,
    }
    data = outlook(
        **{
            "__attach_version1.0_#00000000": {
                "__substg1.0_3001001F": make.wide("转来的函"),
                "__substg1.0_3701000D": inner,
            }
        }
    )
    found = contents(taken(data, "a.msg"), "a.msg")
    assert list(found) == ["转来的函/内层.html", "转来的函/总结.pdf"]
    assert "内层正文" in found["转来的函/内层.html"].decode()


def test_an_attachment_that_is_only_a_link_is_named(taken):
    data = outlook(
        **{
            "__attach_version1.0_#00000000": PDF,
            "__attach_version1.0_#00000001": {"__substg1.0_3707001F": make.wide("云.pdf")},
        }
    )
    content = taken(data, "a.msg")
    assert [(p.path, p.state) for p in content.passed_over] == [
        ("a.msg/云.pdf", ReceiptState.REFUSED)
    ]


def test_outlook_messages_without_attachments_are_documents(tmp_path):
    data = outlook(**{"__substg1.0_1000001F": make.wide("x")})
    assert not opens(make.written(tmp_path, "a.msg", data), "a.msg")
