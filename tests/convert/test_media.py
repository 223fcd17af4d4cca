from __future__ import annotations

import io
import struct
import wave
from pathlib import Path

import pytest
from document_builders import written
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.convert.media import convert_film, convert_recording, spoken
from archive_builder.convert.outcome import Problem
from archive_builder.convert.sniff import Kind, sniff
from archive_builder.typeset.fonts import FontSet

UPRIGHT, TURNED = (1 << 16, 0), (0, 1 << 16)


def box(name: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I4s", 8 + len(body), name) + body


def track(width: int, height: int, matrix: tuple[int, int] = UPRIGHT, version: int = 0) -> bytes:
    times = bytes(20 + 12 * version)
    turn = struct.pack(">ii", *matrix) + bytes(28)
    size = struct.pack(">II", width << 16, height << 16)
    return box(b"trak", box(b"tkhd", bytes([version, 0, 0, 7]), times, bytes(16), turn, size))


def film(seconds: int, *tracks: bytes) -> bytes:
    head = struct.pack(">4xIIII", 0, 0, 1000, seconds * 1000) + bytes(80)
    moov = box(b"moov", box(b"mvhd", head), *tracks)
    return box(b"ftyp", b"isom", bytes(4), b"isom") + box(b"mdat", bytes(99)) + moov


def avi(seconds: int, width: int, height: int) -> bytes:
    main = struct.pack("<IIIIIIIIII", 40_000, 0, 0, 0, 25 * seconds, 0, 1, 0, width, height)
    head = b"hdrlavih" + struct.pack("<I", 56) + main + bytes(16)
    body = b"AVI LIST" + struct.pack("<I", len(head)) + head
    return b"RIFF" + struct.pack("<I", len(body)) + body


def recording(seconds: int) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setparams((1, 1, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(8000 * seconds))
    return buffer.getvalue()


FILMS = [
    (film(200, track(0, 0), track(1920, 1080)), ("时长 3 分 20 秒", "画面 1920×1080 像素")),
    (film(60, track(1920, 1080, TURNED)), ("时长 1 分", "画面 1080×1920 像素")),
    (film(5, track(640, 480, version=1)), ("时长 5 秒", "画面 640×480 像素")),
    (film(5), ("时长 5 秒",)),
    (avi(90, 720, 576), ("时长 1 分 30 秒", "画面 720×576 像素")),
    (b"\x1a\x45\xdf\xa3" + bytes(99), ()),
]


@pytest.mark.parametrize(("content", "details"), FILMS)
def test_a_film_is_told_by_length_and_picture(
    tmp_path: Path, fonts: FontSet, content: bytes, details: tuple[str, ...]
) -> None:
    path = written(tmp_path, "a", content)
    assert sniff(path) == Kind.VIDEO
    outcome = convert_film(path, fonts)
    assert outcome == Problem("视频不能印成纸页，以原件为准", details=details)


def test_a_recording_is_told_by_its_length(tmp_path: Path, fonts: FontSet) -> None:
    path = written(tmp_path, "a", recording(65))
    assert sniff(path) == Kind.AUDIO
    outcome = convert_recording(path, fonts)
    assert outcome == Problem("录音不能印成纸页，以原件为准", details=("时长 1 分 5 秒",))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "1 秒"),
        (59.6, "1 分"),
        (3600, "1 小时"),
        (3800, "1 小时 3 分 20 秒"),
        (3605, "1 小时 5 秒"),
    ],
)
def test_a_length_is_said_in_whole_seconds(seconds: float, said: str) -> None:
    assert spoken(seconds) == said


SAMPLES = [FILMS[0][0], FILMS[4][0], recording(1)[:600], b"ID3\4\0\0\0\0\0\x7f" + bytes(99)]


PLACES = st.tuples(st.integers(0, 500), st.integers(0, 600))


@given(st.sampled_from(SAMPLES), PLACES, st.binary(max_size=12))
def test_no_damaged_film_raises(
    tmp_path_factory: pytest.TempPathFactory,
    fonts: FontSet,
    whole: bytes,
    places: tuple[int, int],
    noise: bytes,
) -> None:
    place, end = places
    damaged = (whole[:place] + noise + whole[place + len(noise) :])[:end]
    path = written(tmp_path_factory.mktemp("media"), "a", damaged)
    for convert in (convert_film, convert_recording):
        assert isinstance(convert(path, fonts), Problem)
