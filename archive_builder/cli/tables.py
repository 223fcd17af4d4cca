"""How counts, guesses and paths look on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import typer
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from archive_builder.cli.console import DONE_WITH_PROBLEMS, console, emit_json
from archive_builder.model import WHOLE, Slot
from archive_builder.typeset.lines import break_lines
from archive_builder.typeset.marks import Role
from archive_builder.workflow.bind import Bound
from archive_builder.workflow.status import STATES


def print_counts(counts: Mapping[str, int]) -> None:
    """One line: how many arrivals stand where."""
    console.print("全部来件：" + "，".join(f"{s} {counts.get(s, 0)}" for s in STATES))


def slot_text(slot: Slot) -> str:
    """A slot as people name it."""
    part = "" if slot.part.key == WHOLE else f"（{slot.part.title}）"
    return f"{slot.unit.name} {slot.requirement.code} {slot.requirement.title}{part}"


def print_paths(title: str, paths: Iterable[Path]) -> None:
    """A heading and a path a line."""
    console.print(title)
    for path in paths:
        console.print(f"  {path}", markup=False)


def plain_table(*titles: str) -> Table:
    """A table whose cells wrap, for terminals of any width."""
    table = Table(show_edge=False, pad_edge=False)
    for title in titles:
        table.add_column(title, overflow="fold")
    return table


def add_row(table: Table, *cells: str) -> None:
    """Add a row of plain text, broken as Chinese is: brackets in file names are no markup."""
    table.add_row(*map(_Cell, cells))


class _Cell:
    """A text that breaks between any two characters, save where marks forbid it."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        width = options.max_width
        for line in break_lines(self._text, width, Role.SONG, 1, lambda text, *_: cell_len(text)):
            yield Text(line, no_wrap=True)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        widest = max(map(cell_len, self._text.split("\n")))
        return Measurement(min(widest, _NARROWEST), widest)


_NARROWEST = 6
"""Columns of the terminal that a table's column needs at least."""


def book_json(book: Bound) -> dict[str, object]:
    """A book as JSON."""
    said = {"path": str(book.path), "title": book.title, "rebuilt": book.rebuilt}
    return said | ({"unwritten": book.unwritten} if book.unwritten else {})


def show_books(books: Sequence[Bound], *, as_json: bool) -> None:
    """The books of a run, those made now marked; ends with 1 when one could not be written."""
    if as_json:
        emit_json([book_json(b) for b in books])
    else:
        _list_books(books)
    if any(book.unwritten for book in books):
        raise typer.Exit(DONE_WITH_PROBLEMS)


def _list_books(books: Sequence[Bound]) -> None:
    for book in books:
        state = "未写成" if book.unwritten else "新做" if book.rebuilt else "未变"
        console.print(f"{state}  {book.path} {book.unwritten}".rstrip(), markup=False)
    console.print(f"共 {len(books)} 册，新做 {sum(b.rebuilt for b in books)} 册")
