from __future__ import annotations

import base64
import io
import struct
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pikepdf
import pytest
from document_builders import compound_of, picture, texts, written

from archive_builder.convert.flow import mail
from archive_builder.convert.outcome import Pages, Problem
from archive_builder.convert.sniff import Kind, sniff
from archive_builder.typeset.fonts import FontSet

SUBJECT = "关于报送某某村花名册的函"


def message(html: bool = False) -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = SUBJECT
    made["From"] = "某某乡 <a@example.invalid>"
    made["To"] = "资料组 <b@example.invalid>"
    made["Date"] = "Mon, 20 Dec 2021 18:30:00 +0800"
    if html:
        made.set_content("<p>现报送<b>花名册</b>。</p>", subtype="html")
    else:
        made.set_content("现报送花名册。\n")
    return made


def pages_of(folder: Path, content: bytes, fonts: FontSet) -> Pages:
    outcome = mail.convert_mail(written(folder, "a.eml", content), fonts)
    assert isinstance(outcome, Pages)
    return outcome


def lines(outcome: Pages) -> list[str]:
    """The lines of all pages, those of the head without the gap between its columns."""
    every = "\n".join(texts(outcome.pdf)).replace("\r", "").split("\n")
    return [line.replace("： ", "：").strip() for line in every if line.strip()]


@pytest.mark.parametrize("html", [False, True])
def test_head_and_body_are_lines_of_chinese(html: bool, tmp_path: Path, fonts: FontSet) -> None:
    outcome = pages_of(tmp_path, message(html).as_bytes(), fonts)
    assert lines(outcome) == [
        f"主题：{SUBJECT}",
        "发件人：某某乡 <a@example.invalid>",
        "日期：2021年12月20日 18:30",
        "收件人：资料组 <b@example.invalid>",
        "现报送花名册。",
    ]
    assert not outcome.draft
    assert outcome.notes == ()


def test_plain_text_is_preferred_to_html_that_says_no_more(tmp_path: Path, fonts: FontSet) -> None:
    made = message()
    made.add_alternative("<p>另一种写法</p>", subtype="html")
    assert lines(pages_of(tmp_path, made.as_bytes(), fonts))[-1] == "现报送花名册。"
    made = message()
    made.add_alternative("<table><tr><td>甲<td>1<tr><td>乙<td>2</table>", subtype="html")
    assert lines(pages_of(tmp_path, made.as_bytes(), fonts))[-2:] == ["甲 1", "乙 2"]


def test_attachments_are_named_with_their_sizes(tmp_path: Path, fonts: FontSet) -> None:
    made = message()
    made["Cc"] = "丙 <c@example.invalid>"
    made.add_attachment(bytes(12_300), maintype="application", subtype="x", filename="花名册.pdf")
    made.add_attachment(bytes(3 << 20), maintype="application", subtype="x", filename="照片.zip")
    made.add_attachment(message())
    outcome = pages_of(tmp_path, made.as_bytes(), fonts)
    named = lines(outcome)
    assert "抄送：丙 <c@example.invalid>" in named
    assert "花名册.pdf（12 KB）" in "".join(named)
    assert "照片.zip（3.0 MB）" in named
    assert f"{SUBJECT}（1 KB）" in named
    assert outcome.notes == ("邮件附有 3 个附件，只列出名称，未印出",)


def test_bytes_that_old_programs_left_as_they_were_are_read(tmp_path: Path, fonts: FontSet) -> None:
    raw = "Subject: 报送材料\r\nFrom: =?gb2312?B?xLPE?= =?gb2312?B?s8/n?=\r\nMIME-Version: 1.0\r\n"
    raw += "Date: 昨天\r\n\r\n现报送。"
    assert lines(pages_of(tmp_path, raw.encode("gb18030"), fonts)) == [
        "主题：报送材料",
        "发件人：某某乡",
        "日期：昨天",
        "现报送。",
    ]


def test_what_is_quoted_of_earlier_mails_is_set_in(tmp_path: Path, fonts: FontSet) -> None:
    made = message()
    made.set_content("同意。\n\n> 请审核。\n>> 初稿如下。\n")
    outcome = pages_of(tmp_path, made.as_bytes(), fonts)
    assert lines(outcome)[-3:] == ["同意。", "请审核。", "初稿如下。"]


def saved_page(sender: bytes) -> bytes:
    return (
        b"From: " + sender + b"\r\nSubject: \r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
        b'Content-Type: text/html; charset="gb2312"\r\nContent-Location: file:///C:/a.htm\r\n\r\n'
        + '<p>关于开展自查的通知</p><img src="a.files/b.png">'.encode("gb18030")
        + b"\r\n--x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Location: file:///C:/a.files/b.png\r\n\r\n"
        + base64.encodebytes(picture("PNG"))
        + b"\r\n--x--"
    )


def pictures_in(outcome: Pages) -> int:
    assert isinstance(outcome.pdf, bytes)
    with pikepdf.open(io.BytesIO(outcome.pdf)) as pdf:
        return sum(len(page.obj.Resources.get("/XObject", {})) for page in pdf.pages)


def test_a_web_page_saved_as_one_file_is_set_with_its_pictures(
    tmp_path: Path, fonts: FontSet
) -> None:
    page = saved_page(b"<Saved by WPS>")
    assert sniff(written(tmp_path, "a.doc", page)) == Kind.MAIL
    outcome = pages_of(tmp_path, page, fonts)
    assert lines(outcome) == ["关于开展自查的通知"]
    assert pictures_in(outcome) == 1
    assert outcome.notes == ()


def test_pictures_of_a_mail_are_shown_and_no_attachments(tmp_path: Path, fonts: FontSet) -> None:
    made = message()
    made.set_content('<p>见图</p><img src="cid:p1@example">', subtype="html")
    made.add_related(picture("JPEG"), maintype="image", subtype="jpeg", cid="<p1@example>")
    outcome = pages_of(tmp_path, made.as_bytes(), fonts)
    assert pictures_in(outcome) == 1
    assert not [line for line in lines(outcome) if "附件" in line]


def test_a_mail_that_says_nothing_is_a_problem(tmp_path: Path, fonts: FontSet) -> None:
    outcome = mail.convert_mail(written(tmp_path, "b.eml", b"X: \n\n"), fonts)
    assert isinstance(outcome, Problem)


def outlook_mail(**more: bytes) -> bytes:
    """A message by [MS-OXMSG]: subject, body and when it was sent."""
    moment = datetime(2021, 12, 20, 10, 30, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)
    filetime = int(moment.total_seconds()) * 10_000_000
    values = {"0037001F": SUBJECT, "0C1A001F": "某某乡"}
    streams = {f"__substg1.0_{tag}": text.encode("utf-16-le") for tag, text in values.items()}
    entries = [
        bytes.fromhex(tag)[::-1]
        + (6).to_bytes(4, "little")
        + len(streams[name]).to_bytes(8, "little")
        for tag, name in zip(values, streams, strict=True)
    ]
    entries.append(bytes.fromhex("00390040")[::-1] + b"\6\0\0\0" + filetime.to_bytes(8, "little"))
    properties = bytes(32) + b"".join(entries)
    return compound_of({"__properties_version1.0": properties, **streams, **more})


def test_a_mail_of_outlook_is_read_with_the_time_in_china(tmp_path: Path, fonts: FontSet) -> None:
    content = outlook_mail(**{"__substg1.0_1000001F": "现报送花名册。".encode("utf-16-le")})
    path = written(tmp_path, "a.msg", content)
    assert sniff(path) == Kind.OUTLOOK
    outcome = mail.convert_outlook(path, fonts)
    assert isinstance(outcome, Pages)
    assert lines(outcome) == [
        f"主题：{SUBJECT}",
        "发件人：某某乡",
        "日期：2021年12月20日 18:30",
        "现报送花名册。",
    ]


def test_a_mail_of_outlook_in_rtf_alone_is_read(tmp_path: Path, fonts: FontSet) -> None:
    rtf = b"{\\rtf1\\ansi\\ansicpg936 " + "请查收。".encode("gbk") + b"\\par }"
    head = struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0)
    path = written(tmp_path, "a.msg", outlook_mail(**{"__substg1.0_10090102": head + rtf}))
    outcome = mail.convert_outlook(path, fonts)
    assert isinstance(outcome, Pages)
    assert lines(outcome)[-1] == "请查收。"


def test_people_in_a_mail_of_outlook_are_parted_as_in_chinese(
    tmp_path: Path, fonts: FontSet
) -> None:
    people = {"__substg1.0_0E04001F": "甲; 乙;".encode("utf-16-le")}
    path = written(tmp_path, "a.msg", outlook_mail(**people))
    outcome = mail.convert_outlook(path, fonts)
    assert isinstance(outcome, Pages)
    assert lines(outcome)[-1] == "收件人：甲，乙"
