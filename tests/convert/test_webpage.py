from __future__ import annotations

import base64
import io
from pathlib import Path

import pikepdf
import pytest
from document_builders import picture, texts, written
from hypothesis import example, given
from hypothesis import strategies as st

from archive_builder.convert.flow import blocks
from archive_builder.convert.flow.blocks import (
    Align,
    Block,
    Divider,
    Heading,
    Paragraph,
    Picture,
    Preformatted,
    Style,
    Table,
    words,
)
from archive_builder.convert.flow.webpage import blocks_of, convert
from archive_builder.convert.outcome import Pages, Problem
from archive_builder.decoding import page_markup as markup
from archive_builder.typeset.fonts import FontSet

NOTICE = "关于开展自查的通知"


def text_of(html: str) -> str:
    return blocks.text_of(blocks_of(html)[0])


def read(html: str) -> list[Block]:
    return blocks_of(html)[0]


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


def test_a_page_becomes_pages_of_its_words(tmp_path: Path, fonts: FontSet) -> None:
    outcome = convert(written(tmp_path, "a", f"<html><p>{NOTICE}</p>".encode("gb18030")), fonts)
    assert isinstance(outcome, Pages)
    assert texts(outcome.pdf) == [NOTICE]
    assert not outcome.draft
    assert outcome.notes == ()
    empty = convert(written(tmp_path, "b", b"<html><script>1</script></html>"), fonts)
    assert isinstance(empty, Problem)


def test_headings_lists_quotations_and_programs_are_told_apart() -> None:
    html = """<h2>一、任务</h2><ol start=3><li>甲<ul><li>乙</ul><li>丙</ol><blockquote>引
    <blockquote>再引</blockquote></blockquote><pre>  a\n    b</pre><hr><dl><dt>词<dd>释</dl>"""
    heading, first, inner, second, quoted, again, program, line, term, meaning = read(html)
    assert isinstance(heading, Heading)
    assert heading.level == 2
    marked = [(words(b.runs), b.marker, b.depth) for b in (first, inner, second)]
    assert marked == [("甲", "3.", 1), ("乙", "○", 2), ("丙", "4.", 1)]
    assert [(words(b.runs), b.quoted) for b in (quoted, again)] == [("引", 1), ("再引", 2)]
    assert program == Preformatted("  a\n    b", shaded=True)
    assert line == Divider()
    assert term.runs[0].style is Style.STRONG
    assert (words(meaning.runs), meaning.depth) == ("释", 1)


def test_words_keep_how_they_are_marked() -> None:
    (block,) = read("<p>按<b>一月</b>和<span style='font-weight: bold'>二月</span><i>报</i></p>")
    assert [(run.text, run.style) for run in block.runs] == [
        ("按", Style.PLAIN),
        ("一月", Style.STRONG),
        ("和", Style.PLAIN),
        ("二月", Style.STRONG),
        ("报", Style.EMPHASIS),
    ]


def test_lines_stand_where_the_page_says() -> None:
    html = (
        "<center>甲</center><p align=right>乙</p><div style='text-align : center'><p>丙</div><p>丁"
    )
    assert [block.align for block in read(html)] == [
        Align.CENTRE,
        Align.RIGHT,
        Align.CENTRE,
        Align.LEFT,
    ]


def test_what_is_hidden_is_not_shown() -> None:
    html = "<p style='display: none'>甲</p><p hidden>乙</p><input type=hidden value=丙><p>丁</p>"
    assert lines(html) == ["丁"]


def test_blanks_of_the_markup_are_one_and_none_between_chinese() -> None:
    assert lines("<p>关于\n   开展  A\n B 工作</p>") == ["关于开展 A B 工作"]
    assert lines("<p>单位：&nbsp;&nbsp;&nbsp;日期：</p>") == ["单位：   日期："]


def test_paragraphs_are_indented_as_chinese_ones_are() -> None:
    page = (
        "<h1>通知</h1><p>各乡镇：</p><p>现通知如下：</p><p>See below.</p><p align=right>某某县</p>"
    )
    assert [block.indented for block in read(page)[1:]] == [False, True, False, False]
    own = (
        "<p>各乡镇：</p><p>\u3000\u3000现通知如下：</p><p>附件</p>"
        "<p style='text-indent:2em'>一、</p>"
    )
    assert [block.indented for block in read(own)] == [False, True, False, True]
    assert words(read(own)[1].runs) == "现通知如下："


def test_cells_keep_what_they_span() -> None:
    html = """<table><caption>表一</caption><thead><tr><th rowspan=2>单位<th colspan=2>情况</tr>
    <tr><th>应<th>已</tr></thead><tr><td>甲<td align=right>1<td><p>二</p><p>三</p></table>"""
    caption, table = read(html)
    assert isinstance(caption, Heading)
    assert isinstance(table, Table)
    spans = [[(words(c.runs), c.columns, c.rows, c.head) for c in row] for row in table.rows]
    assert spans == [
        [("单位", 1, 2, True), ("情况", 2, 1, True)],
        [("应", 1, 1, True), ("已", 1, 1, True)],
        [("甲", 1, 1, False), ("1", 1, 1, False), ("二\n三", 1, 1, False)],
    ]
    assert table.rows[2][1].align is Align.RIGHT


def test_a_bold_first_row_is_a_header() -> None:
    (table,) = read("<table><tr><td><b>甲</b><td><b>乙</b><tr><td>1<td>2</table>")
    assert [[cell.head for cell in row] for row in table.rows] == [[True, True], [False, False]]


def test_pictures_within_the_page_are_shown_and_others_counted(
    tmp_path: Path, fonts: FontSet
) -> None:
    data = base64.b64encode(picture("PNG", (40, 20))).decode()
    html = (
        f'<p>前<img src="data:image/png;base64,{data}">后</p>'
        '<img src="http://example.invalid/a.png" alt="合影"><img src="data:image/png;base64,x">'
    )
    shown, absent = blocks_of(html)
    assert [type(block) for block in shown] == [Paragraph, Picture, Paragraph, Paragraph]
    assert (shown[1].width, shown[1].height) == (40, 20)
    assert blocks.text_of(shown) == "前\n后\n〔图：合影〕〔图：无法读取〕"
    assert absent == 2
    outcome = convert(written(tmp_path, "a", html.encode()), fonts)
    assert outcome.notes == ("正文中有 2 幅图片不在文件内或无法读取，未印出",)
    with pikepdf.open(io.BytesIO(outcome.pdf)) as pdf:
        assert len(pdf.pages[0].obj.Resources.XObject) == 1


def test_links_to_documents_are_no_menu() -> None:
    papers = "".join(f'<li><a href="/f/{n}.docx">附件{n}</a></li>' for n in range(4))
    assert lines(f"<ul>{papers}</ul>") == [f"附件{n}" for n in range(4)]


def test_elements_within_one_another_without_end_do_no_harm() -> None:
    assert lines("<div><b>" * 20_000 + "字") == ["字"]


def test_the_names_of_columns_head_a_long_table_of_figures() -> None:
    rows = "".join(f"<tr><td>{n}<td>某某小学" for n in range(30))
    html = f"<table><tr><td colspan=2>岗位表<tr><td>序号<td>学校{rows}</table>"
    (table,) = read(html)
    assert [row[0].head for row in table.rows[:3]] == [True, True, False]
    (short,) = read("<table><tr><td>序号<td>学校<tr><td>1<td>某某小学</table>")
    assert not short.rows[0][0].head


def test_squares_stay_squares() -> None:
    assert lines("<p>12 m<sup>2</sup>和<sup>注</sup></p>") == ["12 m²和注"]


@pytest.mark.parametrize(
    "struck",
    [
        "<s>乙</s>",
        "<del><b>乙</b></del>",
        "<strike>乙</strike>",
        '<span style="text-decoration: underline line-through">乙</span>',
    ],
)
def test_struck_words_are_known_as_such(struck: str) -> None:
    ((said,), _) = blocks_of(f"<p>甲{struck}丙</p>")
    assert [(run.text, run.struck) for run in said.runs] == [
        ("甲", False),
        ("乙", True),
        ("丙", False),
    ]


def test_a_picture_that_is_missing_is_said_where_it_stood() -> None:
    shown, absent = blocks_of('<p>现场照片：</p><p><img src="a.png"></p><img src=b width=1>')
    assert blocks.text_of(shown) == "现场照片：\n〔图：未随文件报来〕"
    assert absent == 1
