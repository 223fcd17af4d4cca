"""Where a picture stands on A4, and how finely it is printed there. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from archive_builder.typeset.marks import A4, MM

MARGIN = 25 * MM
"""On every side, so that the spine has room for its thread whichever side it is on."""
CLAIMED = (96.0, 1200.0)
"""dpi that an image may claim: never printed larger than at 96 dpi, also where it is silent."""
FULL_PAGE = 0.03
"""A scan within 3 % of A4, or larger and of its shape, is a page and fills the sheet."""
FINEST = 300
"""dpi that a picture is printed with at most."""
TOLERANCE = 0.03
"""By which a scan of A4, fitted to its sheet, may be finer: resampling it would only blur it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture in the middle of its page, all in pt; `dpi` is what it is printed with."""

    page: tuple[float, float]
    size: tuple[float, float]
    dpi: float

    @property
    def too_fine(self) -> bool:
        """Whether it has more dots than print needs."""
        return self.dpi > FINEST * (1 + TOLERANCE)

    @property
    def turned(self) -> Placed:
        """The same for a picture that is turned upright."""
        return Placed(self.page[::-1], self.size[::-1], self.dpi)


def place(width: int, height: int, claimed: tuple[float, float]) -> Placed:
    """Place an image of so many pixels and dpi on A4, upright or lying as it is itself."""
    lowest, highest = CLAIMED
    dpi = [min(max(own, lowest), highest) for own in claimed]
    natural = (72 * width / dpi[0], 72 * height / dpi[1])
    page = A4 if natural[1] >= natural[0] else (A4[1], A4[0])
    margin = 0.0 if _is_page(natural, page) else MARGIN
    room = [side - 2 * margin for side in page]
    scale = min(1.0, room[0] / natural[0], room[1] / natural[1])
    size = (natural[0] * scale, natural[1] * scale)
    return Placed(page, size, max(72 * width / size[0], 72 * height / size[1]))


def _is_page(natural: tuple[float, float], page: tuple[float, float]) -> bool:
    across, down = natural[0] / page[0], natural[1] / page[1]
    close = max(abs(across - 1), abs(down - 1)) <= FULL_PAGE
    return close or (min(across, down) >= 1 and abs(across / down - 1) <= FULL_PAGE)
