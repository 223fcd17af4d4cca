from __future__ import annotations

from pathlib import Path

import pytest
from document_builders import texts, written
from hypothesis import example, given
from hypothesis import strategies as st

from archive_builder.convert.outcome import PLAIN_NOTE, Pages, Problem
from archive_builder.convert.webpage import convert, markup, text_of
from archive_builder.typeset.fonts import FontSet

NOTICE = "关于开展自查的通知"


def lines(html: str) -> list[str]:
    return text_of(html).split("\n")


def test_blocks_come_in_order_a_line_each() -> None:
    html = f"<h1>{NOTICE}</h1><p>各乡镇：</p>请于<b>12月</b>前<br>完成。<ul><li>一<li>二</ul>"
    assert lines(html) == [NOTICE, "各乡镇：", "请于12月前", "完成。", "一", "二"]


def test_a_row_of_a_table_is_one_line() -> None:
    html = "<table><tr><th>姓名<th>职务<tr><td><p>张</p><p>某</p></td><td>组长</td></table>后"
    assert lines(html) == ["姓名 职务", "张某 组长", "后"]


def test_tables_that_only_place_things_keep_their_lines() -> None:
    inner = "<table><tr><td>甲</td><td>1</td></tr></table>"
    html = f"<table><tr><td>栏目</td><td><p>第一段</p>{inner}<p>第二段</p></td></tr></table>"
    assert lines(html) == ["栏目", "第一段", "甲 1", "第二段"]
    tall = "".join(f"<p>第{n}段</p>" for n in range(20))
    assert len(lines(f"<table><tr><td>旁注</td><td>{tall}</td></tr></table>")) == 21


def test_programs_styles_and_menus_are_no_text() -> None:
    links = "".join(f'<li><a href="#">栏目{n}</a></li>' for n in range(5))
    html = (
        f"<style>p {{}}</style><nav>导航</nav><ul>{links}</ul><script>if (a < b) alert(1)</script>"
        f"<!-- 注 --><p>{NOTICE}</p><p><a href='a.doc'>附件：方案</a></p><button>打印</button>"
    )
    assert lines(html) == [NOTICE, "附件：方案"]


def test_the_marks_of_word_are_passed() -> None:
    hidden = "<!--[if gte mso 9]><xml><o:Author>某人</o:Author></xml><![endif]-->"
    html = f"{hidden}<p><![if !supportLists]>一、<![endif]>{NOTICE}</p><![CDATA[x]]><p>正文</p>"
    assert lines(html) == [f"一、{NOTICE}", "正文"]
    assert NOTICE in text_of(f"<![;<p>{NOTICE}</p>")


def test_what_is_never_closed_costs_no_text() -> None:
    assert lines(f"<nav>导航<p>{NOTICE}</p>") == ["导航", NOTICE]
    assert lines(f"<title>{NOTICE}<p>正文</p>") == [NOTICE, "正文"]


def test_the_title_comes_first_where_the_body_lacks_it() -> None:
    title = f"<title>{NOTICE} - 某某县人民政府</title>"
    assert lines(f"{title}<p>正文</p>") == [NOTICE, "正文"]
    assert lines(f"{title}<p>关于开展 自查的通知</p>") == ["关于开展 自查的通知"]


@pytest.mark.parametrize(
    "page",
    [
        f"<p>{NOTICE}</p>".encode(),
        f'<meta charset="gb2312"><p>{NOTICE}</p>'.encode(),
        f'<meta http-equiv="Content-Type" content="text/html; charset=GBK"><p>{NOTICE}</p>'.encode(
            "gb18030"
        ),
        f"<meta charset=没有这个><p>{NOTICE}</p>".encode("gb18030"),
        f"<p>{NOTICE}</p>".encode("gb18030"),
        f"<p>{NOTICE}</p>".encode("utf-8-sig"),
        f"<p>{NOTICE}</p>".encode("utf-16"),
        f'<meta charset="big5"><p>{NOTICE}</p>'.replace("于", "於").encode("big5", "ignore"),
        f"<p>{NOTICE}</p>".encode("gb18030") + b"\xff",
    ],
)
def test_the_encoding_is_told_by_the_bytes_and_what_they_say(page: bytes) -> None:
    assert "自查的通知" in text_of(markup(page)) or "big5" in markup(page)
    assert "的通知" in text_of(markup(page))


@example("<![;")
@example("<![CDATA[")
@given(st.text(st.sampled_from("<>/abtrdp\"'=&#;甲乙\n!-[]")))
def test_no_markup_raises(html: str) -> None:
    assert isinstance(text_of(html), str)


@given(st.lists(st.sampled_from(["<table>", "</table>", "<tr>", "<td>", "</td>", "字", "<p>"])))
def test_no_word_of_a_table_is_lost(pieces: list[str]) -> None:
    assert text_of("".join(pieces)).count("字") == pieces.count("字")


def test_a_page_becomes_a_draft_of_its_words(tmp_path: Path, fonts: FontSet) -> None:
    outcome = convert(written(tmp_path, "a", f"<html><p>{NOTICE}</p>".encode("gb18030")), fonts)
    assert isinstance(outcome, Pages)
    assert texts(outcome.pdf) == [NOTICE]
    assert outcome.draft
    assert PLAIN_NOTE in outcome.notes
    empty = convert(written(tmp_path, "b", b"<html><script>1</script></html>"), fonts)
    assert isinstance(empty, Problem)
