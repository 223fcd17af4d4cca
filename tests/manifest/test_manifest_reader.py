"""Nodes → plain data with places: everything stays text, nothing is lost or doubled."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_builder.manifest.problem import Place, place_at
from archive_builder.manifest.reader import ANY, read

LINE_ENDS_OF_YAML = "\x85\u2028\u2029"
"""YAML counts these as ends of lines and may fold them; editors do not."""

WORDS = st.text(st.characters(codec="utf-8", exclude_characters=LINE_ENDS_OF_YAML), max_size=12)
KEYS = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
VALUES = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)
GROUPS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)
YAMLISH = st.text(
    st.sampled_from("ab:-[]{}&*!|>'\"#%?@`,~ \n\t\r：，“\x00\x85\u2028\ufeff"), max_size=40
)


class Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def dump(data: object, flow: bool) -> str:
    return yaml.dump(data, Dumper=Dumper, allow_unicode=True, default_flow_style=flow, width=60)


@settings(deadline=None)
@given(GROUPS, st.booleans())
def test_what_was_written_is_what_is_read(data, flow):
    reading = read("a.yaml", dump(data, flow))

    assert reading.data == data
    assert reading.problems == ()


@settings(deadline=None)
@given(GROUPS, st.booleans())
def test_every_key_is_found_at_its_place(data, flow):
    text = dump(data, flow)
    reading = read("a.yaml", text)
    lines = text.split("\n")

    for path, place in reading.keys.items():
        said = lines[place.line - 1][place.column - 1 :].lstrip("'\"? ")
        assert said.startswith(str(path[-1]))
    assert {path for path in reading.values if path and isinstance(path[-1], str)} == set(
        reading.keys
    )


@settings(deadline=None)
@given(GROUPS, st.data())
def test_a_key_written_twice_is_told_wherever_it_stands(data, draw):
    key = draw.draw(st.sampled_from(sorted(data)))
    text = dump(data, flow=False)
    reading = read("a.yaml", f"{text}{key}: 又\n")

    (problem,) = reading.problems
    assert problem.place == Place(text.count("\n") + 1, 1)
    assert f"“{key}”写了两遍，前一处在第 {reading.keys[key,].line} 行" in problem.text
    assert reading.data == data


@settings(deadline=None, max_examples=300)
@given(YAMLISH)
def test_any_text_is_read_or_is_a_problem_inside_the_text(text):
    reading = read("a.yaml", text)

    assert reading.data is not None or reading.problems
    for problem in reading.problems:
        assert 1 <= problem.place.line <= len(text.splitlines()) + 1
        assert problem.place.column >= 1


@pytest.mark.parametrize(
    "typed", ["1.10", "no", "2021-02-30", "0o17", "1e3", "~", "null", "12:30:00", "0123"]
)
def test_a_scalar_stays_as_typed(typed):
    assert read("a.yaml", f"a: {typed}\n").data == {"a": typed}


def test_a_repeated_key_keeps_the_first_value_in_a_nested_group():
    reading = read("a.yaml", "a:\n  - {b: 1, c: 2, b: 3}\n")

    assert reading.data == {"a": [{"b": "1", "c": "2"}]}
    (problem,) = reading.problems
    assert (problem.place, problem.file) == (Place(2, 18), "a.yaml")


def test_an_alias_reads_as_nothing_and_the_rest_is_still_read():
    reading = read("a.yaml", "a: &x [1]\nb: *x\nc: !t 3\n")

    assert reading.data == {"a": ["1"], "b": "", "c": "3"}
    assert [p.place for p in reading.problems] == [Place(1, 4), Place(2, 4), Place(3, 4)]


def test_an_alias_of_itself_does_not_run_for_ever():
    reading = read("a.yaml", "a: &x [*x]\n")

    assert reading.data == {"a": [""]}
    assert [p.place for p in reading.problems] == [Place(1, 4), Place(1, 8)]


def test_a_merge_key_is_no_more_than_a_key():
    assert read("a.yaml", "<<: {a: 1}\n").data == {"<<": {"a": "1"}}


def test_find_follows_keys_indexes_and_any_item():
    reading = read("a.yaml", "a:\n  - {b: [x, y]}\n  - z\n  - {b: [' w ', '']}\n")

    assert list(reading.texts("a", ANY, "b", ANY)) == [
        (("a", 0, "b", 0), "x"),
        (("a", 0, "b", 1), "y"),
        (("a", 2, "b", 0), "w"),
    ]
    assert list(reading.texts("a", 1)) == [(("a", 1), "z")]
    assert list(reading.find("a", 9)) == list(reading.find("b")) == []


@given(st.text(st.sampled_from("ab\n"), max_size=30), st.data())
def test_a_place_leads_back_to_its_character(text, draw):
    index = draw.draw(st.integers(0, len(text)))
    place = place_at(text, index)

    before = text.split("\n")[: place.line - 1]
    assert sum(len(line) + 1 for line in before) + place.column - 1 == index
