"""Where a picture stands on A4, and how finely it is printed there. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

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
LONG = 2.5
"""Times as long as the text is wide: a longer picture, as of a chat, is unreadable on one page."""
OVERLAP = 5 * MM
"""That two strips of a long picture share, so that no line of its text is lost at the cut."""
MAX_STRIPS = 40
"""Pages that one picture is cut into at most; a longer one stands on one page as others do."""


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


@dataclass(frozen=True, slots=True)
class Strip:
    """A part of a long picture: its left, top, right and bottom dots, and where it stands."""

    box: tuple[int, int, int, int]
    placed: Placed


def place(width: int, height: int, claimed: tuple[float, float]) -> Placed:
    """Place an image of so many pixels and dpi on A4, upright or lying as it is itself."""
    natural = _natural(width, height, claimed)
    page = A4 if natural[1] >= natural[0] else (A4[1], A4[0])
    margin = 0.0 if _is_page(natural, page) else MARGIN
    room = [side - 2 * margin for side in page]
    scale = min(1.0, room[0] / natural[0], room[1] / natural[1])
    size = (natural[0] * scale, natural[1] * scale)
    return Placed(page, size, max(72 * width / size[0], 72 * height / size[1]))


def strips(width: int, height: int, claimed: tuple[float, float]) -> tuple[Strip, ...]:
    """Cut a tall image (a screenshot of a chat) into equal strips as wide as the text.

    Together they show all of it, from the top. None is enlarged. Of an image that is not tall, or
    would take too many, there are none; nor of one that lies: a panorama is seen as a whole.
    """
    natural = _natural(width, height, claimed)
    room = [side - 2 * MARGIN for side in A4]
    across = min(natural[0], room[0])
    length = natural[1] * across / natural[0]
    count = ceil((length - OVERLAP) / (room[1] - OVERLAP))
    if length <= LONG * room[0] or count > MAX_STRIPS:
        return ()
    part = (length + (count - 1) * OVERLAP) / count
    dots = height / length
    dpi = 72 * max(width / across, dots)
    tops = [number * (part - OVERLAP) for number in range(count)]
    boxes = [(0, round(top * dots), width, round((top + part) * dots)) for top in tops]
    return tuple(Strip(box, Placed(A4, (across, (box[3] - box[1]) / dots), dpi)) for box in boxes)


def _natural(width: int, height: int, claimed: tuple[float, float]) -> tuple[float, float]:
    """The size in pt at 100 %."""
    lowest, highest = CLAIMED
    dpi = [min(max(own, lowest), highest) for own in claimed]
    return 72 * width / dpi[0], 72 * height / dpi[1]


def _is_page(natural: tuple[float, float], page: tuple[float, float]) -> bool:
    across, down = natural[0] / page[0], natural[1] / page[1]
    close = max(abs(across - 1), abs(down - 1)) <= FULL_PAGE
    return close or (min(across, down) >= 1 and abs(across / down - 1) <= FULL_PAGE)
