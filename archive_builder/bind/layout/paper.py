"""The slip behind which an original that exists only on paper is put into the volume. Pure."""

from __future__ import annotations

from archive_builder.bind.book import PaperItem
from archive_builder.bind.layout.stand_in import stand_in
from archive_builder.bind.plan import Reserved
from archive_builder.bind.style import Look
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Sheet


def paper_slip(paper: PaperItem, kept: Reserved, look: Look, measure: Measure) -> Sheet:
    """Say what is put in here, where it lies, and which numbers its pages get."""
    lead = look.paper.instruction.replace("{pages}", str(kept.count))
    facts = (
        ("题名", paper.title),
        ("编号", f"纸质{paper.number}号"),
        ("页数", f"{kept.count} 页"),
        ("页号", str(kept)),
        ("存放处", paper.place),
        ("登记", f"{paper.actor}　{paper.day.year}年{paper.day.month}月{paper.day.day}日"),
    )
    return stand_in(lead.replace("{numbers}", str(kept)), facts, look.paper, look.margins, measure)
