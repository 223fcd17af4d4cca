"""Word templates: a .docx that archivists edit in Word, its placeholders filled with values."""

from __future__ import annotations

import re
import traceback
import zipfile
import zlib
from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.oxml import serialize_part_xml
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement, parse_xml
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from archive_builder.decoding import CONTROL
from archive_builder.errors import UsageError
from archive_builder.fsio import why_not

_NOT_WORD = (
    zipfile.BadZipFile,
    PackageNotFoundError,
    KeyError,
    ValueError,
    RuntimeError,
    SyntaxError,
    zlib.error,
)
"""What zipfile, python-docx and lxml (`SyntaxError`) say of a file that is no sound .docx."""
_WRONG_USE = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError)
"""What filling says of a placeholder that is read well and makes no sense."""

_PARAGRAPH = re.compile(r"(?=<w:p[ >])")
_MARKUP = re.compile(r"<[^>]*>")
_TAG = re.compile(r"\{[{%].*?(?:[}%]\}|$)")
_SHOWN = 40
"""Characters of a placeholder that a message shows."""

_BREAK = Markup('</w:t><w:br/><w:t xml:space="preserve">')
_CORE = "docProps/core.xml"
_NO_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
"""Instead of who saved the template and when, which says nothing of what was made with it."""


class WordTemplate:
    """A Word document with placeholders as docxtpl writes them, read once and filled often.

    ``{{ 名 }}`` stands for a value; ``{%p … %}`` takes the whole paragraph it stands in, ``{%tr
    … %}`` the whole row of a table. They may stand in the body, in headers and in footers, and
    Word may have split them into runs.

    Attributes:
        digest: SHA-256 of the file.
    """

    digest: str

    def __init__(self, path: Path) -> None:
        """Read a template.

        Raises:
            UsageError: it is missing, no .docx, or a placeholder is badly written.
        """
        self._shown = f"{path.parent.name}/{path.name}"
        content = self._read(path)
        self.digest = sha256(content).hexdigest()
        try:
            self._package = _members(content)
            self._sources = _filled_parts(content)
        except _NOT_WORD as error:
            raise UsageError(
                f"{self._shown} 不是 Word 文档（.docx），或已损坏、加了密码。",
                f"请用 Word 把它另存为不加密码的 .docx，文件名仍用 {path.name}。",
            ) from error
        self._names: set[str] = set()
        self._parts = {name: self._compile(source) for name, source in self._sources.items()}

    def fill(self, values: Mapping[str, object]) -> bytes:
        """The document with `values` in the place of their names; the same values, the same bytes.

        Texts are put in as they are, whatever characters they hold; a line end becomes a line
        break, control characters go.

        Raises:
            UsageError: the template asks for what is not among `values`, or puts it where Word
                allows no text.
        """
        if unknown := sorted(self._names - values.keys()):
            raise self._unfit(unknown[0], values)
        made = {name: self._render(name, values) for name in self._parts}
        return _packed({**self._package, **made})

    def _read(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except FileNotFoundError as error:
            raise UsageError(
                f"找不到模板 {self._shown}。",
                "请用 archive-builder init 另建一个工作区，从它的 templates/ 里复制一份过来。",
            ) from error
        except OSError as error:
            raise UsageError(
                f"读不了模板 {self._shown}：{why_not(error)}。", "请在 Word 里关闭它后再运行。"
            ) from error

    def _compile(self, source: str) -> Template:
        try:
            self._names |= find_undeclared_variables(_JINJA.parse(source))
            return _JINJA.from_string(source)
        except TemplateSyntaxError as error:
            raise UsageError(
                f"{self._shown} 里的占位写得不对：「{_first_tag(source, error.lineno)}」。",
                f"请在 Word 里改 {self._shown}：花括号要成对，for、if 要有各自的 endfor、endif；"
                "写法见 templates/README.md。",
            ) from error

    def _render(self, name: str, values: Mapping[str, object]) -> bytes:
        try:
            return _finished(self._parts[name].render(values))
        except UndefinedError as error:
            missing = re.findall(r"'([^']+)'", error.message or "")
            raise self._unfit(missing[-1] if missing else "", values) from error
        except SyntaxError as error:
            raise UsageError(
                f"{self._shown} 里成段、成行的占位放错了地方，填好后不成文档。",
                "请在 Word 里改：{%p … %} 独占一段，{%tr … %} 独占表格的一行，成对地用。",
            ) from error
        except _WRONG_USE as error:
            tag = _first_tag(self._sources[name], _line_of(error))
            raise UsageError(
                f"{self._shown} 里的占位「{tag}」不能这样用。", _allowed(self._shown, values)
            ) from error

    def _unfit(self, name: str, values: Mapping[str, object]) -> UsageError:
        tags = (tag for source in self._sources.values() for tag in _tags(source))
        tag = next((tag for tag in tags if name in tag), name)
        return UsageError(
            f"{self._shown} 里的占位「{tag}」没有可填的内容：没有“{name}”这一项。",
            _allowed(self._shown, values),
        )


def _text(value: object) -> object:
    """A value as the XML that stands for it within a run; what Jinja has marked stays."""
    if isinstance(value, (Markup, StrictUndefined)):
        return value
    plain = str(value).expandtabs(1).encode(errors="replace").decode()
    return escape(CONTROL.sub("", plain)).replace("\n", _BREAK)


_JINJA = SandboxedEnvironment(
    autoescape=True, undefined=StrictUndefined, finalize=_text, keep_trailing_newline=True
)


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _filled_parts(content: bytes) -> dict[str, str]:
    """Jinja sources of the parts that are filled, by name; each paragraph begins a line."""
    template = DocxTemplate(BytesIO(content))
    main = Document(BytesIO(content)).part
    kinds = (template.HEADER_URI, template.FOOTER_URI)
    found = [main, *(rel.target_part for rel in main.rels.values() if rel.reltype in kinds)]
    sources = {}
    for part in found:
        xml = template.patch_xml(template.xml_to_string(parse_xml(part.blob)))
        sources[str(part.partname).lstrip("/")] = _PARAGRAPH.sub("\n", xml.replace("\n", " "))
    return sources


def _tags(source: str) -> list[str]:
    return [tag[:_SHOWN] for tag in _TAG.findall(_MARKUP.sub("", source))]


def _first_tag(source: str, line: int) -> str:
    """The first placeholder from a line on; the last one where none follows."""
    lines = source.split("\n")
    tags = _tags("".join(lines[line - 1 :])) or _tags(source)[-1:]
    return tags[0] if tags else ""


def _line_of(error: Exception) -> int:
    """The line of the Jinja source that an error came from."""
    frames = traceback.extract_tb(error.__traceback__)
    return next((f.lineno or 1 for f in reversed(frames) if f.filename == "<template>"), 1)


def _finished(xml: str) -> bytes:
    """A part as Word reads it: proved to be XML, with a paragraph in every cell of a table."""
    root = parse_xml(xml)
    for cell in root.iter(qn("w:tc")):
        if len(cell) == 0 or cell[-1].tag != qn("w:p"):
            cell.append(OxmlElement("w:p"))
    return serialize_part_xml(root)


def _packed(members: Mapping[str, bytes]) -> bytes:
    """The members as a zip whose bytes depend on nothing else."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            package.writestr(info, _NO_CORE if name == _CORE else content)
    return buffer.getvalue()


def _allowed(shown: str, values: Mapping[str, object]) -> str:
    return f"请在 Word 里改 {shown}，占位只能用：{'、'.join(values)}。"
