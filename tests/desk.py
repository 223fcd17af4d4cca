"""A workspace whose record holds a few documents, put there without a pass over incoming/."""

import shutil
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from archive_builder import manifest
from archive_builder.archive import PROGRAM, Archive, Arriving, Parcel, Placement, Stamp
from archive_builder.convert import Renditions, find_office
from archive_builder.model import ReceiptState, SlotId
from archive_builder.progress import Silent
from archive_builder.typeset.fonts import load_fonts
from archive_builder.workflow.reading import Reader
from archive_builder.workflow.workspace import Session, Workspace, lay_out, open_session

WALK, LANE, NOTES = "xiaotang/ZR-04/-", "xiaotang/ZW-02/-", "daxin/ZR-02/-"
CLERK = "示例员"
UNTITLED = "无题\n"
SECRET = "机密★1年\n\n某会议纪要\n\n绝不外传的内容\n"
BROKEN = "%PDF-1.4 这不是 PDF"
TITLE = "关于示例资金盘活有关事项的说明"
FIRST, SECOND = f"{TITLE}\n\n示例一。\n", f"{TITLE}\n\n示例二。\n"
TEXTS = (UNTITLED, "旧\n", "新\n", "小塘村材料\n", SECRET, FIRST, SECOND)


def lay_out_desk(root: Path):
    """An empty workspace that has `TEXTS` converted already; its manifests."""
    lay_out(root)
    with open_session(root, Silent()) as session:
        for text in TEXTS:
            put(session, "a.txt", text)
        put(session, "a.pdf", BROKEN)
        Reader(session).prepare(s.receipt for s in session.archive.catalogue.standings())
    shutil.rmtree(root / "archive")
    return manifest.load(root / "manifests")


@cache
def _tools():
    return load_fonts(), find_office()


@contextmanager
def at_desk(root: Path, manifests):
    """A session; what takes long to find is found once for all tests."""
    with Archive(root / "archive") as archive:
        session = Session(Workspace(root), manifests, archive, Silent())
        folder = session.workspace.output / ".cache" / "renditions"
        session.renditions = Renditions(folder, *_tools())
        yield session


def put(session, path: str, text: str, aside=None) -> int:
    """Take a document into the record; its receipt's number."""
    source = session.workspace.root / "source.tmp"
    source.write_text(text, "utf-8")
    archive = session.archive
    staged = archive.store.stage(source)
    source.unlink()
    archive.store.settle([staged])
    arriving = Arriving(staged.sha256, path, Stamp(staged.size), aside=aside)
    archive.catalogue.record([Parcel(arriving)])
    return archive.catalogue.standings()[-1].receipt.id


def by_program(session, receipt: int, slot: str) -> None:
    """File a receipt as a pass would."""
    where = SlotId(*slot.split("/"))
    placement = Placement(ReceiptState.FILED, PROGRAM, "名称", "名称写明", where)
    session.archive.catalogue.place(receipt, placement)


def stands(session, receipt: int) -> str:
    """Where a receipt stands: its slot when it is filed, else its state."""
    standing = session.archive.catalogue.standing(receipt)
    return str(standing.filing.slot) if standing.filing else str(standing.state)
