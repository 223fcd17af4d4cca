"""What people call receipts, units, requirements and parts, and which ones they mean.

Full-width letters and digits, case, brackets and hyphens make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from archive_builder.archive import Catalogue, Standing
from archive_builder.errors import UsageError
from archive_builder.model import WHOLE, Decision, ReceiptState, Slot, Unit
from archive_builder.workflow.reading import file_name
from archive_builder.workflow.workspace import Session

_SHORTEST_HASH = 6
_MOST_DIGITS = 18
"""Of a receipt's number; SQLite knows no longer ones."""


def find_receipt(catalogue: Catalogue, name: str) -> Standing:
    """The receipt of this number, path, file name or beginning of a hash, and where it stands.

    Where a name was sent in several versions, the one that was not replaced is meant.

    Raises:
        UsageError: none, several, or an opened archive, which stands for its members.
    """
    found = _of_number(catalogue, name) or [s for s in catalogue.standings() if _is_named(s, name)]
    current = [s for s in found if s.state is not ReceiptState.SUPERSEDED]
    if len(found) > 1 and len(current) == 1:
        found = current
    if len(found) > 1:
        numbers = "、".join(str(s.receipt.id) for s in found)
        raise UsageError(f"{name} 对应多件来件：{numbers} 号。", "请改用其中一个来件号。")
    if not found:
        raise UsageError(
            f"没有来件 {name}。",
            "请用 pending、status 里的来件号，或来件的文件名、路径，或内容哈希的前 6 位以上。",
        )
    if found[0].state is ReceiptState.UNPACKED:
        raise UsageError(
            f"{found[0].receipt.shown} 已经拆开，不再整个归档。", "请处理从它里面取出的各件。"
        )
    return found[0]


def _of_number(catalogue: Catalogue, name: str) -> list[Standing]:
    number = _wide_to_plain(name).strip()
    if not number.isdecimal() or len(number) > _MOST_DIGITS:
        return []
    standing = catalogue.standing(int(number))
    return [standing] if standing else []


def _is_named(standing: Standing, name: str) -> bool:
    receipt = standing.receipt
    if name in (receipt.path, receipt.shown, file_name(receipt)):
        return True
    digits = _wide_to_plain(name).strip().lower()
    return len(digits) >= _SHORTEST_HASH and receipt.sha256.startswith(digits)


_PAPER = re.compile(rf"纸质(?:原件)?(\d{{1,{_MOST_DIGITS}}})号?")


def paper_number(name: str) -> int | None:
    """The number in 「纸质 7 号」, 「纸质7」; None where another thing is named."""
    found = _PAPER.fullmatch(re.sub(r"\s", "", _wide_to_plain(name)))
    return int(found[1]) if found else None


def find_paper(catalogue: Catalogue, number: int) -> Decision:
    """The entering of the original on paper that has this number, also when it was taken back.

    Raises:
        UsageError: there is none.
    """
    entered = next((d for d in catalogue.decisions_on_paper(number) if d.id == number), None)
    if entered is None:
        raise UsageError(
            f"没有纸质 {number} 号。",
            "纸质原件的号见登记时的回执，或 archive-builder trail --unit 单位 --requirement 编号。",
        )
    return entered


def find_slot(session: Session, unit: str, code: str, part: str | None) -> Slot:
    """The slot of a unit that is called so.

    Raises:
        UsageError: no such unit, requirement or part, or several.
    """
    return choose_part(find_slots(session, find_unit(session, unit), code), part)


def find_unit(session: Session, name: str) -> Unit:
    """The unit of this id, name, alias or label (see `unit_label`).

    Raises:
        UsageError: none, or several.
    """
    units = session.manifests.units
    wanted = _bare(name)
    found = [u for u in units if wanted in map(_bare, _names(u, units))]
    if len(found) == 1:
        return found[0]
    if found:
        labels = "、".join(unit_label(u, units) for u in found)
        raise UsageError(f"“{name}”对应多个单位：{labels}。", "请照括号里的样子写全。")
    raise UsageError(f"没有单位“{name}”。", "单位的名称、简称和代号见 manifests/units.yaml。")


def unit_label(unit: Unit, units: Iterable[Unit]) -> str:
    """A unit's name, with its township's where several units share it: 永丰村（掌政镇）."""
    known = {u.id: u for u in units}
    if sum(u.name == unit.name for u in known.values()) == 1:
        return unit.name
    above = known.get(unit.parent or "")
    return f"{unit.name}（{above.name if above else unit.id}）"


def _names(unit: Unit, units: Iterable[Unit]) -> tuple[str, ...]:
    above = next((u.name for u in units if u.id == unit.parent), "")
    led = (f"{above}{unit.name}", f"{unit.name}{above}") if above else ()
    return (unit.id, unit.name, *unit.aliases, *led)


def find_slots(session: Session, unit: Unit, code: str) -> tuple[Slot, ...]:
    """The slots of a requirement that a unit holds or collects.

    Raises:
        UsageError: no such requirement, or none of this unit.
    """
    called = [s for s in session.slots if _bare(s.requirement.code) == _bare(code)]
    if not called:
        raise UsageError(f"清单里没有应备材料 {code}。", "编号见缺项清单的“类目编号”一栏。")
    slots = tuple(s for s in called if unit.id in (s.unit.id, *s.requirement.collectors))
    if not slots:
        raise UsageError(
            f"{unit.name}没有应备材料 {code}。",
            f"它应备的材料见 archive-builder gaps --unit {unit.id}。",
        )
    return slots


def choose_part(slots: Sequence[Slot], part: str | None) -> Slot:
    """The one of a requirement's slots that is meant by a part's key, its title or its title's end.

    Raises:
        UsageError: there are parts and none was named, no such part, or several.
    """
    code = slots[0].requirement.code
    if not part:
        if len(slots) == 1:
            return slots[0]
        raise UsageError(f"{code} 分为几部分，需要说明是哪一部分。", _choices(slots))
    found = [s for s in slots if _bare(part) in (_bare(s.part.key), _bare(s.part.title))]
    ends = re.compile(rf"(?<!\d){re.escape(_bare(part))}$")
    found = found or [s for s in slots if ends.search(_bare(s.part.title))]
    if len(found) == 1:
        return found[0]
    said = "对应多个部分" if found else "不是它的部分"
    raise UsageError(f"{code} 的“{part}”{said}，需要说明是哪一部分。", _choices(found or slots))


def _choices(slots: Iterable[Slot]) -> str:
    titles = "、".join(s.part.title for s in slots if s.part.key != WHOLE)
    return f"可选：{titles}。" if titles else "它不分部分，不要填部分。"


def slot_label(slot: Slot, units: Iterable[Unit]) -> str:
    """A slot in one line: 永丰村（掌政镇） ZP-01 花名册（户籍人口）."""
    part = "" if slot.part.key == WHOLE else f"（{slot.part.title}）"
    requirement = slot.requirement
    return f"{unit_label(slot.unit, units)} {requirement.code} {requirement.title}{part}"


def _bare(text: str) -> str:
    """Letters and digits only, half-width, lower case."""
    return re.sub(r"[\W_]", "", _wide_to_plain(text)).casefold()


def _wide_to_plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
