"""缺项清单 that came back: what its rows ask for. `asked` is pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name

from archive_builder.errors import UsageError
from archive_builder.model import SlotState
from archive_builder.report.returned import Cell, Refused, read_sheets, text_of
from archive_builder.report.row_check import Exported, bare_state, digest, parse
from archive_builder.report.wording import COLUMNS

UNIT, CODE, MATERIAL, CHARGE, STATE = (COLUMNS[place] for place in (0, 1, 2, 6, 8))
REASON, REMARK = "理由", "备注"
SLOT, CHECK = "件位", "核对"
OTHER = "其他（写在备注）"
REASONS = (
    "未发现此类情况",
    "本单位无此项工作",
    "未派驻第一书记、驻村工作队",
    "已由其他单位统一报送",
    OTHER,
)
"""Why something does not apply, as the drop-down offers it; other words may be typed."""

SUBJECT = (UNIT, CODE, MATERIAL)
_FILL = (CHARGE, STATE, REASON, REMARK)
_NEEDED = (*SUBJECT, *_FILL, SLOT, CHECK)
_AGAIN = "请重新导出一份，照原样填写，不要改动隐藏的列。"


@dataclass(frozen=True, slots=True)
class Filled:
    """A row of a returned list.

    Attributes:
        line: the row's number in the sheet, from 1.
        slot: the key of its slot, as `model.privacy.slot_key` makes it; empty where lost.
        exported: what the row said when it was exported; None where that is lost.
        cells: what it says now, by column title.
        letters: the sheet's letter of each column, by title.
    """

    sheet: str
    line: int
    slot: str
    exported: Exported | None
    cells: Mapping[str, str]
    letters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a row asks for.

    Attributes:
        waived: why the slot does not apply; empty where it does.
        charge: the new 责任人, empty to take it away; None to leave it. `remark` likewise.
    """

    waived: str = ""
    charge: str | None = None
    remark: str | None = None


NOTHING = Asked()


def subject(cells: Mapping[str, str]) -> str:
    """What a row says it is about."""
    return "\n".join(cells[title] for title in SUBJECT)


def is_gap_list(path: Path) -> bool:
    """Whether some sheet of a workbook has the hidden column that names slots.

    Raises:
        UsageError: the file can't be read, or is no workbook.
    """
    return any(_head(sheet) is not None for sheet in read_sheets(path).values())


def read_filled_list(path: Path) -> tuple[Filled, ...]:
    """The rows of all sheets that are 缺项清单, filled in or not.

    Rows may have been sorted, filtered or deleted, and columns moved.

    Raises:
        UsageError: the file can't be read, or a list has lost columns.
    """
    sheets = read_sheets(path)
    return tuple(row for name, sheet in sheets.items() for row in _rows(path, name, sheet))


def asked(row: Filled) -> Asked:
    """What a row asks for: what differs from how it was exported.

    Raises:
        Refused: it asks for what a list can't do, or leaves out what is needed for it.
    """
    if not row.slot or row.exported is None:
        lost = CHECK if row.slot else SLOT
        raise Refused("", f"认不出是哪一行：隐藏的“{lost}”一栏空了或被改动。", _AGAIN)
    found = Asked(
        _waived(row.cells, row.exported),
        _changed(row.cells[CHARGE], row.exported.charge),
        _changed(row.cells[REMARK], row.exported.remark),
    )
    if found != NOTHING and digest(subject(row.cells)) != row.exported.subject:
        raise Refused(
            "",
            "单位、类目编号、应有材料与导出时不同，可能是只给一部分列排了序。",
            "请撤销排序或重新导出一份，再填写。",
        )
    return found


def _changed(cell: str, exported: str) -> str | None:
    return None if digest(cell) == exported else cell


def _waived(cells: Mapping[str, str], exported: Exported) -> str:
    """Why the slot does not apply; empty where the row leaves its state as it was."""
    state, reason = bare_state(cells[STATE]), cells[REASON]
    if state == SlotState.WAIVED:
        return _reason(reason, cells[REMARK])
    if state not in ("", exported.state):
        raise Refused(
            STATE,
            f"清单里不能改成“{cells[STATE]}”。",
            "只能改为不适用；核收、签字、盖章、退回请用 archive-builder accept、sign、return。",
        )
    if reason:
        raise Refused(STATE, "填了理由，状态没有选“不适用”。", "请选不适用，或清空理由。")
    return ""


def _reason(reason: str, remark: str) -> str:
    if not reason:
        raise Refused(REASON, "不适用要写明理由。", "请从下拉选项里选，或直接写明。")
    if reason != OTHER:
        return reason
    if not remark:
        raise Refused(REMARK, f"理由选了“{OTHER}”，备注是空的。", "请在备注里写明理由。")
    return f"其他：{remark}"


def _head(sheet: Sequence[Sequence[Cell]]) -> int | None:
    heads = (line for line, row in enumerate(sheet) if {SLOT, STATE} <= set(map(text_of, row)))
    return next(heads, None)


def _rows(path: Path, name: str, sheet: Sequence[Sequence[Cell]]) -> Iterator[Filled]:
    head = _head(sheet)
    if head is None:
        return
    titles = [text_of(cell) for cell in sheet[head]]
    if missing := [title for title in _NEEDED if title not in titles]:
        raise UsageError(f"{path.name}“{name}”缺少这些列：{'、'.join(missing)}。", _AGAIN)
    places = {title: titles.index(title) for title in _NEEDED}
    letters = {title: xl_col_to_name(place) for title, place in places.items()}
    for line, row in enumerate(sheet[head + 1 :], head + 2):
        said = {title: text_of(row[place]) for title, place in places.items()}
        if said[SLOT] or said[CHECK] or any(said[title] for title in _FILL):
            yield Filled(name, line, said[SLOT], parse(said[CHECK]), said, letters)
