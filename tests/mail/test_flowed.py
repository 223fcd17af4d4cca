from hypothesis import given
from hypothesis import strategies as st

from archive_builder.mail.flowed import joined


def test_lines_that_end_in_a_blank_go_on():
    assert joined("one \ntwo\nthree") == "one two\nthree"
    assert joined("一 \n二", spaceless=True) == "一二"


def test_quotations_go_on_among_themselves():
    assert joined("> one \n> two\nthree") == "> one two\nthree"
    assert joined(">one \n>> two") == "> one \n>> two"


def test_a_signature_is_no_part_of_a_paragraph():
    assert joined("bye \n-- \nme") == "bye \n-- \nme"


def test_a_blank_put_before_a_line_is_taken_away():
    assert joined(" From here") == "From here"


@given(st.text(st.sampled_from("ab >\n-")))
def test_no_letter_is_lost(text):
    letters = [char for char in text if char in "ab"]
    assert [char for char in joined(text) if char in "ab"] == letters
