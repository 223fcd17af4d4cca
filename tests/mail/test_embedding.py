from hypothesis import given
from hypothesis import strategies as st

from archive_builder.mail.embedding import Part, embed

PART = Part(("cid:p 1@example", "file:///C:/信.files/a.png"), "image/png", b"PNG")
SHOWN = '"data:image/png;base64,UE5H"'


def test_a_picture_is_put_where_its_name_stands():
    for source in ('"cid:p 1@example"', "'cid:p%201@example'", '"cid:p&#32;1@example"'):
        assert embed(f"甲<img alt=x src={source} width=3>", [PART]) == (
            f"甲<img alt=x src={SHOWN} width=3>",
            frozenset({0}),
        )


def test_places_are_counted_from_the_page():
    markup, used = embed('<IMG SRC="%E4%BF%A1.files/a.png">', [PART], "file:///C:/信.htm")
    assert markup == f"<IMG SRC={SHOWN}>"
    assert used == {0}


def test_other_addresses_stay():
    for markup in ('<img src="http://example.invalid/a.png">', "<img src=cid:other>", "cid:p 1"):
        assert embed(markup, [PART]) == (markup, frozenset())


def test_a_part_without_names_is_never_shown():
    assert embed('<img src="">', [Part((), "", b"")]) == ('<img src="">', frozenset())


@given(st.text(st.sampled_from("<>img src='\"cid:p1[]/&;#")), st.text(max_size=20))
def test_no_markup_raises(markup, base):
    made, used = embed(markup, [Part(("cid:p1",), "image/png", b"x")], base)
    assert bool(used) == (made != markup)
