import io
from email.message import EmailMessage

import pytest

from archive_builder.mail import eml


def read(data: bytes) -> eml.Mail:
    return eml.read(eml.parse(io.BytesIO(data)))


def mail(**heads: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in heads.items():
        made[name] = value
    made.set_content("正文\n")
    return made


def test_the_head_has_one_order_and_one_way_to_write_dates():
    made = mail(To="乙", Cc="丙", Date="Mon, 20 Dec 2021 08:05:00 +0800", From="甲", Subject="题")
    assert read(made.as_bytes()).letter.head.split("\n") == [
        "主题：题",
        "发件人：甲",
        "日期：2021年12月20日 08:05",
        "收件人：乙",
        "抄送：丙",
    ]


def test_what_is_not_stated_has_no_line():
    assert read(mail(Subject="题").as_bytes()).letter.lines == (("主题", "题"),)


def test_pictures_that_html_shows_are_not_attached():
    made = mail()
    made.add_alternative('<img src="cid:a">', subtype="html")
    page = made.get_payload()[1]
    page.add_related(b"PNG", maintype="image", subtype="png", cid="<a>")
    page.add_related(b"GIF", maintype="image", subtype="gif", cid="<b>", filename="b.gif")
    found = read(made.as_bytes())
    assert [eml.file_name(part) for part in found.attached] == ["b.gif"]
    assert "data:image/png;base64,UE5H" in found.letter.markup
    assert found.letter.structured


def test_text_broken_for_sending_is_joined():
    data = b"Content-Type: text/plain; format=flowed; charset=utf-8\n\none \ntwo\n"
    assert read(data).letter.text == "one two\n"


def test_html_without_a_stated_charset_says_it_itself():
    page = '<meta charset="big5"><p>關於</p>'.encode("big5")
    data = b"Content-Type: text/html\nContent-Transfer-Encoding: 8bit\n\n" + page
    assert "關於" in read(data).letter.markup


def test_a_charset_that_makes_python_stumble_is_passed():
    for charset in (b"punycode", b"idna", b"undefined", b"hex", b"a\0b"):
        data = b"Content-Type: text/plain; charset=" + charset + b"\n\n" + "正文".encode("gbk")
        assert "正文" in read(data).letter.text


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ("Mon, 20 Dec 2021 01:30:00 +0000", "2021年12月20日 09:30"),
        ("Mon, 20 Dec 2021 18:30:00 -0500", "2021年12月21日 07:30"),
        ("Mon, 20 Dec 2021 18:30:00", "2021年12月20日 18:30"),
        ("Fri, 31 Dec 9999 23:30:00 +0000", "Fri, 31 Dec 9999 23:30:00 +0000"),
    ],
)
def test_times_are_those_of_beijing(stated, shown):
    assert read(f"Date: {stated}\n\n正文".encode()).letter.date == shown


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ("=?utf-8?b?55Sy?= <a@x>,\n =?utf-8?b?5LmZ?= <b@x>", "甲 <a@x>，乙 <b@x>"),
        ('"Li, Si" <a@x>, b@x', '"Li, Si" <a@x>，b@x'),
        ("=?utf-8?b?55SyPGFAeD4sIOS5mTxiQHg+?=", "甲<a@x>，乙<b@x>"),
        ('a" <a@x>, b@x', 'a" <a@x>，b@x'),
    ],
)
def test_people_are_parted_as_in_chinese(stated, shown):
    assert read(f"To: {stated}\n\n正文".encode()).letter.recipients == shown
