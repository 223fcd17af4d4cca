"""Photos of fictional scenes: gradients, simple shapes, grain, a caption, a phone's EXIF."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from random import Random

from PIL import ExifTags, Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from archive_builder.typeset.marks import Role
from maker import faces

SIZE = WIDTH, HEIGHT = 1600, 1200
COATS = ("#33475b", "#5b3a33", "#2f5d50", "#6b6b70", "#7a2f3a", "#3d3d6b", "#8a7440")
SKIN = "#d9a982"
Draw = ImageDraw.ImageDraw


def write(photo: dict[str, str], path: str) -> bytes:
    """The picture that a record asks for, in the format that its path names.

    Keys: scene, caption; taken (EXIF date, also written on the picture); turned (held sideways).
    """
    image = _shoot(photo["scene"], photo["caption"], path)
    taken = photo.get("taken", "")
    _stamp(image, f"{taken}  {photo['caption']}".strip())
    buffer = BytesIO()
    if path.lower().endswith(".png"):
        image.resize((WIDTH // 2, HEIGHT // 2)).quantize(64, dither=0).save(buffer, "PNG")
        return buffer.getvalue()
    exif = _exif(taken)
    if "turned" in photo:
        exif[ExifTags.Base.Orientation] = 6
        image = image.transpose(Image.Transpose.ROTATE_90)
    image.save(buffer, "JPEG", quality=84, exif=exif)
    return buffer.getvalue()


@cache
def inset(scene: str, caption: str) -> bytes:
    """A smaller JPEG to set into a document."""
    image = _shoot(scene, caption, scene + caption).resize((800, 600))
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def _shoot(scene: str, caption: str, seed: str) -> Image.Image:
    random = Random(seed)
    paint, sky, ground = SCENES[scene]
    image = ImageOps.colorize(Image.linear_gradient("L").resize(SIZE), sky, ground)
    paint(ImageDraw.Draw(image), random, caption)
    return image if scene == "截图" else _grain(image, random)


def _grain(image: Image.Image, random: Random) -> Image.Image:
    small = (WIDTH // 2, HEIGHT // 2)
    grain = Image.frombytes("L", small, random.randbytes(small[0] * small[1])).resize(SIZE)
    faint = Image.merge("RGB", [grain.point([i // 11 for i in range(256)])] * 3)
    return ImageChops.add(image.filter(ImageFilter.GaussianBlur(1.2)), faint, 1, -12)


def _stamp(image: Image.Image, text: str) -> None:
    draw = ImageDraw.Draw(image, "RGBA")
    draw.rectangle((0, HEIGHT - 70, WIDTH, HEIGHT), fill=(0, 0, 0, 110))
    font = faces.for_picture(Role.HEI, 34)
    draw.text((30, HEIGHT - 35), text, font=font, fill="white", anchor="lm")
    draw.text((WIDTH - 30, HEIGHT - 35), "演示图", font=font, fill="white", anchor="rm")


def _exif(taken: str) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Example"
    if taken:
        stamp = taken.replace(".", ":") + ":00"
        exif[ExifTags.Base.DateTime] = stamp
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = stamp
    return exif


def _person(draw: Draw, x: float, y: float, tall: float, random: Random) -> None:
    """A figure with its feet, or the table's edge, at y."""
    coat, r = random.choice(COATS), tall * 0.11
    draw.rounded_rectangle((x - r * 1.9, y - tall * 0.75, x + r * 1.9, y), r, fill=coat)
    draw.ellipse((x - r, y - tall, x + r, y - tall + 2.3 * r), fill=SKIN)
    draw.chord((x - r, y - tall, x + r, y - tall + 2.1 * r), 180, 360, fill="#222222")


def _banner(draw: Draw, text: str, top: int = 90) -> None:
    draw.rectangle((120, top, WIDTH - 120, top + 130), fill="#b3121d")
    font = faces.for_picture(Role.HEI, min(64, 1250 // max(len(text), 1)))
    draw.text((WIDTH / 2, top + 65), text, font=font, fill="#ffe9a8", anchor="mm")


def _meeting(draw: Draw, random: Random, caption: str) -> None:
    _banner(draw, caption)
    for row, (y, tall) in enumerate(((560, 240), (760, 320))):
        for x in range(220 + 40 * row, WIDTH - 150, 210):
            _person(draw, x + random.randint(-15, 15), y, tall, random)
        draw.rectangle((80, y - 40, WIDTH - 80, y + 60), fill="#6e4a2c")
        for x in range(200 + 40 * row, WIDTH - 150, 210):
            draw.rectangle((x, y - 60, x + 90, y - 30), fill="#f4f4f0")
    for x in range(160, WIDTH, 260):
        _person(draw, x + random.randint(-20, 20), HEIGHT + 60, 420, random)


def _house(draw: Draw, x: int, y: int, wide: int, random: Random) -> None:
    wall = random.choice(("#e9e2d2", "#d8c6a8", "#efe6dd"))
    draw.rectangle((x, y - wide * 0.5, x + wide, y), fill=wall)
    roof = (
        (x - 25, y - wide * 0.5),
        (x + wide + 25, y - wide * 0.5),
        (x + wide / 2, y - wide * 0.72),
    )
    draw.polygon(roof, fill="#8d3b2e")
    draw.rectangle((x + wide * 0.42, y - wide * 0.32, x + wide * 0.58, y), fill="#6d2b22")
    for at in (0.12, 0.7):
        draw.rectangle(
            (x + wide * at, y - wide * 0.34, x + wide * (at + 0.18), y - wide * 0.16),
            fill="#7fa3bf",
        )


def _visit(draw: Draw, random: Random, _caption: str) -> None:
    draw.rectangle((0, 760, WIDTH, HEIGHT), fill="#b79e74")
    _house(draw, 480, 800, 760, random)
    for i in range(random.randint(3, 5)):
        _person(draw, 330 + 230 * i + random.randint(-30, 30), 1060, 420, random)


def _street(draw: Draw, random: Random, caption: str) -> None:
    draw.rectangle((0, 700, WIDTH, HEIGHT), fill="#93a76b")
    for x in (40, 420, 1130):
        _house(draw, x, 730, 330, random)
    draw.polygon(((700, 690), (860, 690), (1350, HEIGHT), (250, HEIGHT)), fill="#8b8b8b")
    for x in range(60, WIDTH, 230):
        draw.rectangle((x - 8, 650, x + 8, 760), fill="#5a4630")
        draw.ellipse((x - 70, 500, x + 70, 690), fill="#4f7d3a")
    if "整治前" in caption:
        for _ in range(90):
            x, y = random.randint(100, WIDTH - 100), random.randint(780, 1100)
            colour = random.choice(("#ddd", "#446", "#a43", "#222"))
            draw.rectangle((x, y, x + 34, y + 18), fill=colour)


def _workshop(draw: Draw, random: Random, caption: str) -> None:
    draw.rectangle((0, 640, WIDTH, HEIGHT), fill="#9aa3a8")
    _banner(draw, caption, 60)
    for y, tall in ((620, 220), (860, 290), (1130, 360)):
        for x in range(200, WIDTH - 100, int(tall * 1.3)):
            _person(draw, x, y, tall, random)
            draw.rectangle((x - tall * 0.4, y - 30, x + tall * 0.5, y + 20), fill="#e8e4da")
            draw.rectangle((x + tall * 0.1, y - 80, x + tall * 0.4, y - 30), fill="#3d4d5c")


def _greenhouse(draw: Draw, random: Random, _caption: str) -> None:
    for i in range(9):
        inset = 60 * i
        draw.arc((inset, 60 + 40 * i, WIDTH - inset, 1700 - 60 * i), 180, 360, "#7c8a90", 8)
    for x in range(-200, WIDTH + 200, 150):
        draw.polygon(((x, HEIGHT), (x + 90, HEIGHT), (800 + (x - 800) // 5, 640)), fill="#5b3f29")
        for step in range(14):
            y = 660 + step * 38
            at = 800 + (x - 800) * (y - 560) / 640
            size = 6 + step * 3
            green = random.choice(("#3f8a3a", "#57a04a", "#2f7030"))
            draw.ellipse((at - size, y - size, at + size, y + size), fill=green)
    _person(draw, 1180, 1090, 430, random)


def _board(draw: Draw, random: Random, caption: str) -> None:
    draw.rectangle((120, 180, WIDTH - 120, 1000), fill="#245a9c")
    font = faces.for_picture(Role.HEI, 60)
    draw.text((WIDTH / 2, 240), caption, font=font, fill="white", anchor="mm")
    for x in range(190, WIDTH - 350, 320):
        draw.rectangle((x, 320, x + 280, 720 + random.randint(-20, 20)), fill="#fdfdf6")
        for y in range(360, 690, 24):
            draw.line((x + 25, y, x + 255 - random.randint(0, 60), y), fill="#777", width=4)
    for x in (200, WIDTH - 230):
        draw.rectangle((x, 1000, x + 30, HEIGHT), fill="#555")


def _screen(draw: Draw, random: Random, caption: str) -> None:
    draw.rectangle((0, 0, WIDTH, 90), fill="#1f4e8c")
    draw.rectangle((0, 90, 260, HEIGHT), fill="#e6ecf4")
    font, small = faces.for_picture(Role.HEI, 40), faces.for_picture(Role.SONG, 26)
    draw.text((40, 45), caption, font=font, fill="white", anchor="lm")
    for i, item in enumerate(("首页", "对象管理", "风险排查", "帮扶措施", "风险消除", "统计分析")):
        draw.text((50, 150 + 70 * i), item, font=small, fill="#234", anchor="lm")
    for row in range(14):
        y = 150 + 66 * row
        draw.line((290, y + 33, WIDTH - 30, y + 33), fill="#bbc", width=2)
        texts = (
            ("户编号", "风险类型", "识别月份", "帮扶措施", "状态")
            if row == 0
            else (
                f"户{row * 4 - 2:03d}",
                random.choice(("因病", "因学", "因务工不稳", "因灾")),
                f"2021-{random.randint(1, 11):02d}",
                random.choice(("公益性岗位", "临时救助", "产业奖补", "医疗救助")),
                random.choice(("未消除", "已消除")),
            )
        )
        for x, text in zip((310, 540, 790, 1050, 1350), texts, strict=True):
            draw.text((x, y), text, font=small, fill="#123", anchor="lm")


Scene = tuple[Callable[[Draw, Random, str], None], str, str]
SCENES: dict[str, Scene] = {
    "会议": (_meeting, "#efe9dc", "#a89c88"),
    "走访": (_visit, "#7fb2e0", "#e4edf2"),
    "村貌": (_street, "#6ea8e0", "#dfe9ee"),
    "车间": (_workshop, "#e8ecee", "#9fb0b8"),
    "大棚": (_greenhouse, "#f2f5ee", "#8a6a48"),
    "公示栏": (_board, "#c9d6dd", "#a7a08e"),
    "截图": (_screen, "#ffffff", "#fbfbfb"),
}
