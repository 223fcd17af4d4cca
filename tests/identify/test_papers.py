"""Elements of a hundred fictional documents, as they are written and as their pages set them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import pytest
import yaml

from archive_builder.identify import read_elements
from archive_builder.identify.normalise import normalise, squeeze
from archive_builder.model import Elements, Text

NAMELESS = "扫描件001.pdf"
SURE = 0.5
MEASURE = 32
"""Characters a line, as text files are set."""
PARAGRAPH = "各单位要提高政治站位，增强责任意识，把巩固成果摆在突出位置，" * 8 + "确保落到实处。"


@dataclass(frozen=True, slots=True)
class Paper:
    about: str
    text: str
    name: str
    truth: dict[str, str]


def papers() -> Iterator[Paper]:
    for path in sorted((Path(__file__).parent / "papers").glob("*.yaml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield Paper(row["about"], row["text"], row.get("name", NAMELESS), row["truth"])


PAPERS = tuple(papers())
each_paper = pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.about)


def read(text: str, name: str) -> Elements:
    return read_elements(Text(tuple(text.split("\f"))), name, (), ())


def value(elements: Elements, name: str) -> str:
    """What was read; a title that the archivist would print in brackets is none that is stated."""
    field = getattr(elements, name)
    return squeeze(field.value) if field else ""


def wrong(paper: Paper, elements: Elements) -> dict[str, tuple[str, str]]:
    said = {name: value(elements, name) for name in paper.truth}
    if elements.title and elements.title.confidence < SURE and not paper.truth.get("title", "*"):
        said["title"] = ""
    truth = {name: squeeze(stated) for name, stated in paper.truth.items()}
    return {name: (said[name], truth[name]) for name in truth if said[name] != truth[name]}


def set_lines(text: str) -> Iterator[str]:
    """A text's lines broken where a page of `MEASURE` full-width characters breaks them."""
    for line in text.split("\n"):
        row, width = "", 0.0
        for token in re.findall(r"[0-9A-Za-z]+|.", line.strip()):
            wide = sum(1 if ord(char) > ord("ÿ") else 0.5 for char in token)
            if width + wide > MEASURE and token not in "，。；：、）》！？":
                yield row
                row, width = "", 0.0
            row, width = row + token, width + wide
        yield row


def as_set(text: str) -> str | None:
    """A text with a paragraph that fills lines after its first sentence; None if it has none."""
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if at and line.endswith("。")), None)
    if first is None:
        return None
    return "\n".join(set_lines("\n".join((*lines[: first + 1], PARAGRAPH, *lines[first + 1 :]))))


def test_there_are_enough_papers_and_each_field_is_stated_and_silent_often() -> None:
    assert len(PAPERS) >= 100
    for name in ("document_number", "author", "date", "recipient"):
        stated = [bool(paper.truth[name]) for paper in PAPERS if name in paper.truth]
        assert stated.count(True) >= 20
        assert stated.count(False) >= 15


@each_paper
def test_elements_of_a_paper(paper: Paper) -> None:
    assert wrong(paper, read(paper.text, paper.name)) == {}


@pytest.mark.parametrize(
    "paper", [paper for paper in PAPERS if as_set(paper.text)], ids=lambda paper: paper.about
)
def test_elements_do_not_hang_on_where_a_page_breaks_its_lines(paper: Paper) -> None:
    text = as_set(paper.text)
    assert text is not None
    assert wrong(paper, read(text, paper.name)) == {}


@each_paper
def test_every_element_names_a_line_of_the_paper_or_its_name(paper: Paper) -> None:
    elements = read(paper.text, paper.name)
    whole = squeeze(normalise(paper.text + paper.name))
    for field in (getattr(elements, field.name) for field in fields(elements)):
        assert field is None or squeeze(field.source) in whole
        assert field is None or 0 < field.confidence <= 1
