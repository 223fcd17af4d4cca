"""总览.html: the overview's values put into its template."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined

from archive_builder.fsio import write_atomic
from archive_builder.report import palette
from archive_builder.report.html.bars import WIDTH
from archive_builder.report.html.values import page_of
from archive_builder.report.overview import Overview

_COLOURS = {
    "done": palette.BAR,
    "waived": palette.NOT_APPLICABLE,
    "waiting": palette.WAITING,
    "missing": palette.MISSING,
    "overdue": palette.OVERDUE,
    "late": palette.OVERDUE_ROW,
    "soon": palette.SOON,
    "soon-ground": palette.SOON_ROW,
    "accepted": palette.DONE,
    "head": palette.HEAD,
    "group": palette.GROUP,
    "paper": palette.PAPER,
    "ink": palette.INK,
}
"""What the style sheet calls the colours that xlsx and PDF have too."""


def write_overview_html(overview: Overview, target: Path) -> bool:
    """Write the county's 总览 as one HTML file that needs no other.

    Returns:
        False when the same bytes stood there already.
    """
    return write_atomic(target, render(overview).encode("utf-8"))


def render(overview: Overview) -> str:
    """The page as text; every name and title from people is escaped."""
    values = {"page": page_of(overview), "colours": _COLOURS, "bar_width": WIDTH}
    return _environment().get_template("overview.html.jinja").render(values)


def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


def _template(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")
