"""Colours of an OFD: plain ones in their colour spaces, and gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive_builder.convert.ofd.losses import Loss
from archive_builder.convert.ofd.model import Colour, Gradient, Paint
from archive_builder.convert.ofd.numbers import number, point
from archive_builder.convert.ofd.resources import Resources

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_PARTS = {"GRAY": 1, "RGB": 3, "CMYK": 4}
_MEETS = ("GouraudShd", "LaGouraudShd")
_FULL = 255.0
_MAX_STOPS = 256


def shade(element: Element, resources: Resources) -> Paint:
    """The plain colour or gradient that an element such as FillColor says."""
    for child in element:
        if child.tag in ("AxialShd", "RadialShd"):
            return _gradient(child, resources)
        if child.tag in _MEETS:
            resources.losses.add(Loss.SHADE)
            return _mean([colour(one, resources) for one in child.iter("Color")])
    return colour(element, resources)


def colour(element: Element, resources: Resources) -> Colour:
    """A plain colour; black where what is said makes none."""
    space = resources.spaces.get(element.get("ColorSpace") or resources.space)
    kind = (space.get("Type", "") if space is not None else "RGB").upper()
    bits = number(space.get("BitsPerComponent") if space is not None else None, 8)
    value = element.get("Value")
    if value is None and space is not None:
        value = _indexed(space, element.get("Index", ""))
    parts = _components(value or "", 2 ** min(max(bits, 1), 16) - 1)
    count = _PARTS.get(kind, 3)
    alpha = opacity(element.get("Alpha"))
    if len(parts) == count or (space is None and len(parts) in _PARTS.values()):
        return Colour(parts, alpha)
    return Colour((0.0,), alpha)


def opacity(text: str | None) -> float:
    """From what Alpha says (0 to 255) to 0 to 1."""
    return min(max(number(text, _FULL) / _FULL, 0.0), 1.0)


def _indexed(space: Element, index: str) -> str | None:
    values = [one.text for one in space.iter("CV")]
    return values[int(index)] if index.isdecimal() and int(index) < len(values) else None


def _components(value: str, full: float) -> tuple[float, ...]:
    """Parts of a colour, decimal or «#ee» each, as far from 0 to 1 as they go."""
    try:
        found = [int(one[1:], 16) if one[0] == "#" else float(one) for one in value.split()]
    except ValueError:
        return ()
    return tuple(min(max(one / full, 0.0), 1.0) for one in found)


def _gradient(element: Element, resources: Resources) -> Paint:
    segments = [one for one in element.iter("Segment") if one.find("Color") is not None]
    colours = [colour(one.find("Color"), resources) for one in segments[:_MAX_STOPS]]  # type: ignore[arg-type]
    if len({len(one.parts) for one in colours}) != 1 or len(colours) < len(("from", "to")):
        return _mean(colours)
    radial = element.tag == "RadialShd"
    if element.get("MapType", "Direct") != "Direct" or number(element.get("Eccentricity"), 0):
        resources.losses.add(Loss.SHADE)
    extend = int(number(element.get("Extend"), 0))
    return Gradient(
        start=point(element.get("StartPoint")),
        end=point(element.get("EndPoint")),
        radii=(_radius(element, "StartRadius"), _radius(element, "EndRadius")) if radial else None,
        stops=tuple(zip(_positions(segments[:_MAX_STOPS]), colours, strict=True)),
        extend=(bool(extend & 1), bool(extend & 2)),
    )


def _radius(element: Element, name: str) -> float:
    return abs(number(element.get(name), 0))


def _positions(segments: list[Element]) -> list[float]:
    """Rising positions from 0 to 1; evenly where they are not said."""
    last = len(segments) - 1
    said = [number(one.get("Position"), n / last) for n, one in enumerate(segments)]
    rising = said == sorted(said) and said[0] >= 0 and said[-1] <= 1
    return [0.0, *(said if rising else [n / last for n in range(last + 1)])[1:-1], 1.0]


def _mean(colours: list[Colour]) -> Colour:
    """One colour for many; black for none."""
    if len({len(one.parts) for one in colours}) != 1:
        return colours[0] if colours else Colour()
    columns = zip(*(one.parts for one in colours), strict=True)
    return Colour(tuple(sum(column) / len(colours) for column in columns), colours[0].alpha)
