"""Finding LibreOffice, and a Python that can talk to it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive_builder.convert.kind import Kind

TEXT, SHEETS, SLIDES = (
    "text.TextDocument",
    "sheet.SpreadsheetDocument",
    "presentation.PresentationDocument",
)
FILTERS: Mapping[Kind, tuple[str, tuple[str, ...]]] = {
    Kind.DOCX: (TEXT, ("MS Word 2007 XML",)),
    Kind.DOC: (TEXT, ("MS Word 97", "MS Word 95", "MS WinWord 6.0")),
    Kind.ODT: (TEXT, ("writer8",)),
    Kind.WORKS: (TEXT, ("MS_Works",)),
    Kind.RTF: (TEXT, ("Rich Text Format",)),
    Kind.WORD_XML: (TEXT, ("MS Word 2003 XML",)),
    Kind.XLSX: (SHEETS, ("Calc MS Excel 2007 XML",)),
    Kind.XLSB: (SHEETS, ("Calc MS Excel 2007 Binary",)),
    Kind.XLS: (SHEETS, ("MS Excel 97", "MS Excel 95", "MS Excel 5.0/95")),
    Kind.SHEET_XML: (SHEETS, ("MS Excel 2003 XML Orcus",)),
    Kind.ODS: (SHEETS, ("calc8",)),
    Kind.PPTX: (SLIDES, ("Impress MS PowerPoint 2007 XML",)),
    Kind.PPT: (SLIDES, ("MS PowerPoint 97",)),
    Kind.ODP: (SLIDES, ("impress8",)),
}
"""What LibreOffice converts, as what, and by which of its import filters, tried in this order."""

KINDS = frozenset(FILTERS)

_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
)
_NEWEST = ("/opt", "libreoffice*/program/soffice")
"""Where the packages of The Document Foundation go, a folder for each version."""
_DISTRIBUTION = Path("/usr/bin/python3")
"""The Python that Linux distributions build python3-uno for."""
_VERSION = re.compile(r"LibreOffice\s+(\d+(?:\.\d+)+)")


@dataclass(frozen=True, slots=True)
class Office:
    """LibreOffice on this machine.

    Attributes:
        program: the soffice program.
        python: a Python that can ``import uno``, seldom ours.
        version: such as 7.4.7.2.
        patience: seconds that one file may take.
    """

    program: Path
    python: Path
    version: str
    patience: float = 120.0

    @property
    def name(self) -> str:
        """Name and version, as the 备考表 says it."""
        return f"LibreOffice {self.version}"


def find_office() -> Office | None:
    """Find LibreOffice on the PATH or where it usually is; None when it can't be used.

    One without Writer or Calc counts as none, because it would call every document of theirs
    damaged; and so does one that no Python can talk to.
    """
    for program, version in _programs():
        python = _python(program)
        if python:
            return Office(program, python, version)
    return None


def lacks_python() -> bool:
    """Say whether LibreOffice is here, and only the Python that can talk to it is not."""
    return find_office() is None and next(_programs(), None) is not None


def _programs() -> Iterator[tuple[Path, str]]:
    """LibreOffice wherever it is, with its version."""
    named = [shutil.which(name) for name in ("soffice.com", "soffice", "libreoffice")]
    newest = sorted(map(str, Path(_NEWEST[0]).glob(_NEWEST[1])), reverse=True)
    for place in map(Path, [*filter(None, named), *_PLACES, *newest]):
        if place.is_file() and _is_whole(place):
            found = _VERSION.search(_told([str(place), "--version"]) or "")
            if found:
                yield place, found[1]


def _is_whole(program: Path) -> bool:
    """Whether Writer and Calc are there; Linux distributions package them one by one."""
    folder = program.resolve().parent
    on_linux = (folder / "soffice.bin").is_file() and (folder / "oosplash").is_file()
    return not on_linux or all((folder / lib).is_file() for lib in ("libswlo.so", "libsclo.so"))


def _python(program: Path) -> Path | None:
    """The Python beside LibreOffice, or else the distribution's, if it has its bindings."""
    folder = program.resolve().parent
    bundled = (folder / "python.exe", folder / "python", folder.parent / "Resources" / "python")
    found = (place for place in (*bundled, _DISTRIBUTION) if place.is_file())
    return next((one for one in found if _told([str(one), "-c", "import uno"]) is not None), None)


def _told(command: Sequence[str]) -> str | None:
    """What a program writes; None when it fails."""
    try:
        ended = subprocess.run(  # noqa: S603 - programs found above, no input of a user's
            command, capture_output=True, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return ended.stdout.decode("utf-8", "replace")
