"""Lines of running text: broken by the rules for Chinese, with words of several styles. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from archive_builder.convert.flow.blocks import Align, Runs, Style
from archive_builder.decoding import tidy
from archive_builder.typeset.lines import Measure, break_lines
from archive_builder.typeset.marks import Role, Rule, Text

Roles = Mapping[Style, Role]

BODY: Roles = {
    Style.PLAIN: Role.FANG,
    Style.STRONG: Role.HEI,
    Style.EMPHASIS: Role.KAI,
    Style.CODE: Role.SONG,
}
QUOTED: Roles = {**BODY, Style.PLAIN: Role.KAI, Style.EMPHASIS: Role.FANG}
TABLE: Roles = {**BODY, Style.PLAIN: Role.SONG}
HEAD: Roles = dict.fromkeys(Style, Role.HEI)

INDENT = "\u3000\u3000"
"""What a paragraph begins with that is set in by two characters."""
_LOOSEST = 0.12
"""Space between characters, in em, up to which a line is spread to reach the margin."""

_BEFORE = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}
"""How much of what a line leaves free stands before it."""

_THROUGH, _STROKE = 0.34, 0.05
"""How far above the baseline the line through struck words is, and how thick, in em."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line that are set in one way."""

    text: str
    role: Role
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text.

    Attributes:
        pieces: its words, those set in one way together.
        full: it does not end its paragraph.
        inset: how far it begins from the margin, pt.
    """

    pieces: tuple[Piece, ...]
    full: bool
    inset: float = 0.0

    def set_in(self, inset: float) -> Line:
        """The same line with space in the place of the blanks that begin it."""
        first, *others = self.pieces or (Piece("", Role.FANG),)
        begun = replace(first, text=first.text.removeprefix(INDENT))
        return Line((begun, *others), self.full, inset)


def set_lines(runs: Runs, width: float, roles: Roles, size: float, measure: Measure) -> list[Line]:
    r"""Break runs into lines no wider than `width` pt; "\n" always breaks."""
    chars = [Piece(char, roles[run.style], run.struck) for run in runs for char in tidy(run.text)]
    used = sorted({char.role for char in chars}) or [roles[Style.PLAIN]]
    lines: list[Line] = []
    for ends, paragraph in groupby(chars, key=lambda one: one.text == "\n"):
        if ends:
            lines += [Line((), full=False)] * (len(list(paragraph)) - bool(lines))
        else:
            lines += _paragraph(list(paragraph), width, used, size, measure)
    ending = bool(chars) and chars[-1].text == "\n"
    return [*lines, Line((), full=False)] if ending or not lines else lines


def _paragraph(
    chars: list[Piece], width: float, used: list[Role], size: float, measure: Measure
) -> Iterator[Line]:
    text = "".join(char.text for char in chars)
    broken = break_lines(text, width, used[0], size, _widest(used, measure))
    at = 0
    for number, line in enumerate(broken, 1):
        at = text.index(line, at)
        pieces = groupby(chars[at : at + len(line)], key=lambda one: (one.role, one.struck))
        joined = tuple(Piece("".join(one.text for one in some), *way) for way, some in pieces)
        yield Line(joined, full=number < len(broken))
        at += len(line)


def _widest(used: list[Role], measure: Measure) -> Measure:
    """A measure that counts every character as wide as it is in the widest of several roles."""
    if len(used) == 1:
        return measure
    ems: dict[str, float] = {}

    def em(char: str) -> float:
        if char not in ems:
            ems[char] = max(measure(char, role, 1.0) for role in used)
        return ems[char]

    return lambda text, _role, size: sum(map(em, text)) * size


@dataclass(frozen=True, slots=True)
class Column:
    """Where lines stand: between two margins, pt from the left of the type area."""

    left: float
    width: float
    size: float
    measure: Measure
    align: Align = Align.LEFT

    def marks(self, line: Line, baseline: float) -> Iterator[Text | Rule]:
        """The marks of a line; a full one reaches both margins (两端对齐)."""
        widths = [self.measure(one.text, one.role, self.size) for one in line.pieces]
        slack = self.width - line.inset - sum(widths)
        between = sum(len(one.text) for one in line.pieces) - 1
        spread = line.full and self.align is Align.LEFT
        spread = spread and 0 < slack <= between * _LOOSEST * self.size
        spacing = slack / between if spread else 0.0
        x = self.left + line.inset + slack * _BEFORE[self.align]
        for one, width in zip(line.pieces, widths, strict=True):
            if one.text.strip():
                yield Text(x, baseline, one.text, one.role, self.size, spacing=spacing)
            if one.struck:
                y = baseline - _THROUGH * self.size
                yield Rule(x, y, x + width + (len(one.text) - 1) * spacing, y, _STROKE * self.size)
            x += width + len(one.text) * spacing
