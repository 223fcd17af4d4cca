from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from document_builders import compound_of, texts, written

from archive_builder.convert import mail, outlook
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


@pytest.mark.parametrize("html", [False, True])
def test_head_and_body_are_lines_of_chinese(html: bool) -> None:
    letter = mail.read(message(html).as_bytes())
    assert letter.text.split("\n") == [
        f"主题：{SUBJECT}",
        "发件人：某某乡 <a@example.invalid>",
        "日期：2021年12月20日 18:30",
        "收件人：资料组 <b@example.invalid>",
        "",
        "现报送花名册。",
    ]


def test_plain_text_is_preferred_and_attachments_are_named() -> None:
    made = message()
    made.add_alternative("<p>另一种写法</p>", subtype="html")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="花名册.pdf")
    made.add_attachment(message())
    letter = mail.read(made.as_bytes())
    assert letter.body.strip() == "现报送花名册。"
    assert letter.attached == ("花名册.pdf", SUBJECT)


def test_bytes_that_old_programs_left_as_they_were_are_read() -> None:
    raw = "Subject: 报送材料\r\nFrom: =?gb2312?B?xLPE?= =?gb2312?B?s8/n?=\r\nMIME-Version: 1.0\r\n"
    raw += "Date: 昨天\r\n\r\n现报送。"
    letter = mail.read(raw.encode("gb18030"))
    assert letter.head["主题"] == "报送材料"
    assert letter.head["发件人"] == "某某乡"
    assert letter.head["日期"] == "昨天"
    assert letter.body == "现报送。"


def test_a_web_page_saved_as_one_file_is_read_like_a_mail(tmp_path: Path) -> None:
    page = (
        b"From: <Saved by WPS>\r\nSubject: \r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
        b'Content-Type: text/html; charset="gb2312"\r\nContent-Location: file:///a.htm\r\n\r\n'
        + "<p>关于开展自查的通知</p>".encode("gb18030")
        + b"\r\n--x\r\nContent-Type: image/png\r\nContent-Location: file:///b.png\r\n\r\nx\r\n--x--"
    )
    assert sniff(written(tmp_path, "a.doc", page)) == Kind.MAIL
    letter = mail.read(page)
    assert letter.body == "关于开展自查的通知"
    assert letter.attached == ()


def test_a_mail_becomes_a_draft_that_names_what_it_leaves_out(
    tmp_path: Path, fonts: FontSet
) -> None:
    made = message()
    made.add_attachment(b"x", maintype="application", subtype="zip", filename="材料.zip")
    outcome = mail.convert(written(tmp_path, "a.eml", made.as_bytes()), fonts)
    assert isinstance(outcome, Pages)
    assert "附件：材料.zip" in "".join(texts(outcome.pdf))
    assert outcome.draft
    assert "邮件附有 1 个附件，未印出" in outcome.notes
    assert isinstance(mail.convert(written(tmp_path, "b.eml", b"X: \n\n"), fonts), Problem)


def outlook_mail() -> bytes:
    """A message by [MS-OXMSG]: subject, body and when it was sent."""
    moment = datetime(2021, 12, 20, 10, 30, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)
    filetime = int(moment.total_seconds()) * 10_000_000
    values = {"0037001F": SUBJECT, "1000001F": "现报送花名册。", "0C1A001F": "某某乡"}
    streams = {f"__substg1.0_{tag}": text.encode("utf-16-le") for tag, text in values.items()}
    entries = [
        bytes.fromhex(tag)[::-1]
        + (6).to_bytes(4, "little")
        + len(streams[name]).to_bytes(8, "little")
        for tag, name in zip(values, streams, strict=True)
    ]
    entries.append(bytes.fromhex("00390040")[::-1] + b"\6\0\0\0" + filetime.to_bytes(8, "little"))
    return compound_of({"__properties_version1.0": bytes(32) + b"".join(entries), **streams})


def test_a_mail_of_outlook_is_read_with_the_time_in_china(tmp_path: Path) -> None:
    path = written(tmp_path, "a.msg", outlook_mail())
    assert sniff(path) == Kind.OUTLOOK
    letter = outlook.read(path)
    assert letter.head["主题"] == SUBJECT
    assert letter.head["发件人"] == "某某乡"
    assert letter.head["日期"] == "2021年12月20日 18:30"
    assert letter.body == "现报送花名册。"
