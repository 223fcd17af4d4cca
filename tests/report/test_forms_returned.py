"""A form that was filled in and comes back under any name is filed by its number."""

import io
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from archive_builder import manifest
from archive_builder.convert import Renditions, Source, convert_all, find_office, read_sheets
from archive_builder.identify import Clues, Matched, Matcher
from archive_builder.model import ROSTER, TO_FILL, Household, SlotId, printed_numbers
from archive_builder.progress import Silent
from archive_builder.report.forms import blanks, load_forms, make_sheet, values
from archive_builder.report.word import WordTemplate
from archive_builder.review import read_roster
from archive_builder.typeset.fonts import load_fonts

HERE = Path(__file__).parents[2]
TEMPLATES = HERE / "templates"
MANIFESTS = manifest.load(HERE / "manifests")
SLOTS = manifest.slots(MANIFESTS)
FORMS = load_forms(TEMPLATES, MANIFESTS)
MATCHER = Matcher(SLOTS, MANIFESTS.units)
OFFICE = find_office()
RETURNED = (
    SlotId("xiaotang", "ZR-05", "第一书记"),
    SlotId("jiaoyu", "BM-10"),
    SlotId("daxin", "XZ-01"),
    SlotId("xiaotang", "ZW-06", "2021-03"),
    SlotId("xingqing", "XJ-08"),
)
ANSWER = "示例甲"


def filled(content: bytes) -> bytes:
    """The form with an answer typed over every mark, as Word and Excel keep it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, data.replace(TO_FILL.encode(), ANSWER.encode()))
    return buffer.getvalue()


def returned(slot: SlotId, folder: Path, number: int) -> Source:
    (of,) = [b for b in blanks(FORMS.forms, SLOTS) if b.slot.id == slot]
    if of.form.sheet:
        name, content = f"新建工作表{number}.xlsx", make_sheet(of, of.form.sheet, MANIFESTS)
    else:
        template = WordTemplate(TEMPLATES / of.form.template)
        name = f"新建文档{number}.docx"
        content = template.fill(values(of, FORMS, MANIFESTS))
    path = folder / name
    path.write_bytes(filled(content))
    return Source(sha256(path.read_bytes()).hexdigest(), path, name)


@pytest.fixture(
    scope="module",
    params=[
        "built-in",
        pytest.param(
            "LibreOffice",
            marks=pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed"),
        ),
    ],
)
def came_back(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("returned")
    sources = {slot: returned(slot, folder, n) for n, slot in enumerate(RETURNED, 1)}
    office = OFFICE if request.param == "LibreOffice" else None
    renditions = Renditions(folder / "renditions", load_fonts(), office)
    found = convert_all(list(sources.values()), renditions, Silent())
    return {slot: (source, found[source.sha256]) for slot, source in sources.items()}


@pytest.mark.parametrize("slot", RETURNED, ids=str)
def test_a_returned_form_finds_its_slot(came_back, slot):
    source, rendition = came_back[slot]
    pages = rendition.text.pages
    assert rendition.problem is None
    assert len(printed_numbers(pages[0])) == 1
    assert TO_FILL not in "".join("".join(pages).split())
    clues = Clues(
        ("杂项",),
        source.name,
        text="\n".join(pages[:2]),
        later_forms=printed_numbers("\n".join(pages[2:])),
    )
    found = MATCHER.match(clues)
    assert isinstance(found, Matched)
    assert (found.slot.id, found.rule) == (slot, "表单号")


def test_a_real_workbooks_roster_is_read(tmp_path):
    source = returned(SlotId("xinchuang", "ZP-06", ROSTER), tmp_path, 1)
    (sheet,) = read_sheets(source.path)
    assert read_roster([sheet.rows]).households == (Household("", ANSWER),)
