"""A PDF's pages as an office scanner gives them: askew, grey, sealed, without text."""

from __future__ import annotations

from io import BytesIO
from math import cos, pi, sin
from random import Random

import img2pdf
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from archive_builder.typeset.marks import Role
from maker import faces
from maker.blocks import Paper
from maker.pages import write as write_pdf
from maker.word import FICTION

DPI = 150
SEAL_PX = 240
RED = (200, 30, 35, 215)


def write(paper: Paper) -> bytes:
    """The paper as a scan; the setting `scan` is what its seal on the last page says."""
    random = Random(paper.path)
    with pypdfium2.PdfDocument(write_pdf(paper)) as document:
        pages = [page.render(scale=DPI / 72).to_pil().convert("RGB") for page in document]
    x = pages[-1].width * random.uniform(0.60, 0.68)
    y = min(_lowest_ink(pages[-1]) - SEAL_PX * 0.6, pages[-1].height - 1.5 * SEAL_PX)
    _press(pages[-1], _seal(paper.settings["scan"]), (int(x), int(max(y, 100))))
    scanned = [_jpeg(_scan(page, random)) for page in pages]
    layout = img2pdf.get_fixed_dpi_layout_fun((DPI, DPI))
    return img2pdf.convert(
        scanned,
        layout_fun=layout,
        nodate=True,
        producer="Scanner",
        subject=FICTION,
        engine=img2pdf.Engine.internal,  # the others give a file ID that varies
    )


def _lowest_ink(page: Image.Image) -> int:
    """Where the text ends above the page's number."""
    above_number = page.crop((0, 0, page.width, int(page.height * 0.9)))
    box = ImageChops.invert(above_number).getbbox()
    return box[3] if box else page.height // 2


def _press(page: Image.Image, seal: Image.Image, place: tuple[int, int]) -> None:
    page.paste(seal, place, seal)


def _seal(text: str) -> Image.Image:
    """A round red seal with the text along its rim and a star in the middle."""
    seal = Image.new("RGBA", (SEAL_PX, SEAL_PX))
    draw, middle = ImageDraw.Draw(seal), SEAL_PX / 2
    draw.ellipse((4, 4, SEAL_PX - 4, SEAL_PX - 4), outline=RED, width=6)
    draw.polygon(_star(middle), fill=RED)
    font = faces.for_picture(Role.SONG, 28)
    for i, character in enumerate(text):
        turn = -130 + 260 * i / (len(text) - 1)
        glyph = Image.new("RGBA", seal.size)
        ImageDraw.Draw(glyph).text((middle, 30), character, font=font, fill=RED, anchor="mm")
        seal.alpha_composite(glyph.rotate(-turn, Image.Resampling.BICUBIC))
    return seal


def _star(middle: float) -> list[tuple[float, float]]:
    outline = []
    for i in range(10):
        radius, turn = (32 if i % 2 == 0 else 12.5), pi * (0.2 * i - 0.5)
        outline.append((middle + radius * cos(turn), middle + radius * sin(turn)))
    return outline


def _scan(page: Image.Image, random: Random) -> Image.Image:
    paper = (random.randint(228, 240),) * 3
    turned = page.rotate(
        random.uniform(-0.9, 0.9), Image.Resampling.BICUBIC, fillcolor=(255, 255, 255)
    )
    toned = ImageChops.multiply(turned, Image.new("RGB", page.size, paper))
    small = (page.width // 2, page.height // 2)
    grain = Image.frombytes("L", small, random.randbytes(small[0] * small[1])).resize(page.size)
    noise = Image.merge("RGB", [grain.point([i // 12 for i in range(256)])] * 3)
    return ImageChops.subtract(toned.filter(ImageFilter.GaussianBlur(0.6)), noise)


def _jpeg(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=55, dpi=(DPI, DPI))
    return buffer.getvalue()
