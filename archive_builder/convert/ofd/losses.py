"""What of a document could not be drawn as it is, counted, for the notes."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum


class Loss(StrEnum):
    """A kind of thing that is not drawn, or not as it is; the value is how notes say it."""

    PART = "资源缺失或无法读取"
    OBJECT = "图元嵌套过深或数据有误，未印出"
    MANY = "页面图元过多，其余未印出"
    PICTURE = "图片缺失或无法读取，未印出"
    GRAPHIC = "矢量图形缺失，未印出"
    FONT = "内嵌字体无法使用，以其他字体代替"
    SHADE = "渐变或底纹只能近似印出"
    CLIP = "文字裁剪区未能还原"
    ANNOTATION = "注释无法读取，未印出"
    SEAL = "签章图形缺失或无法读取，未印出"


class Losses:
    """Counts losses."""

    def __init__(self) -> None:
        self._counts: Counter[Loss] = Counter()

    def add(self, loss: Loss) -> None:
        """Count one more."""
        self._counts[loss] += 1

    @property
    def notes(self) -> tuple[str, ...]:
        """A Chinese sentence for each kind that occurred."""
        return tuple(
            f"OFD 有 {self._counts[loss]} 处{loss}，请核对原件"
            for loss in Loss
            if self._counts[loss]
        )
