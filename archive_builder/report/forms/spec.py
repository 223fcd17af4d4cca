"""What `forms.yaml` and `访谈提纲.yaml` say, as values. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Known = Literal["序号", "类别", "乡镇", "行政村"]
"""What a table's rows may say before anyone writes in them."""
Said = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    """Values that can't change; an unknown or missing key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Section(_Strict):
    """Questions under one heading, each with its printed number; a lone section may have none."""

    heading: str = ""
    questions: Annotated[tuple[Said, ...], Field(min_length=1)]

    @property
    def number(self) -> str:
        """What forms.yaml calls it: 一 of 一、县级负责同志."""
        return self.heading.partition("、")[0]


class Outline(_Strict):
    """One of the plan's interview outlines; `scope` says whom it is for: （县级）."""

    title: Said
    scope: Said
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]


class Outlines(_Strict):
    """`访谈提纲.yaml`: the outlines by what the plan calls them."""

    outlines: dict[str, Outline]


class Column(_Strict):
    """A table's column.

    Attributes:
        width: in characters of the default font, of which a Chinese one takes two.
        number: whether it is filled with what can be counted; else it takes text.
        filled: what the form says there beforehand.
    """

    title: Said
    width: Annotated[float, Field(ge=3, le=80)]
    align: Literal["left", "center"] = "left"
    number: bool = False
    filled: Known | None = None


class Sheet(_Strict):
    """A form's table, made as xlsx.

    Attributes:
        rows: how many lines it has, each group of them where there are groups; or a line for
            every 行政村.
        groups: 类别 that the lines are under.
    """

    columns: Annotated[tuple[Column, ...], Field(min_length=2)]
    rows: Annotated[int, Field(ge=1, le=500)] | Literal["行政村"]
    groups: tuple[Said, ...] = ()


class Form(_Strict):
    """A blank form, and which slots it is for.

    Attributes:
        codes: requirements that it answers.
        units: ids of the owners that get it; all of them where none is named.
        part: key or title of the only part that it is for; 花名册 or 每户 where a requirement is
            asked for by household.
        name: its file's name, before the part's.
        template: the Word document in templates/ that it is made with.
        outline: the interview outline that it asks, and `sections` of that, all where none is
            named.
        items: what it lists to be enclosed.
        sheet: its table, for a form without a Word document.
        note: what it says to whom fills it in.
    """

    codes: Annotated[tuple[Said, ...], Field(min_length=1)]
    units: tuple[Said, ...] = ()
    part: str | None = None
    name: Said
    template: str | None = None
    outline: str | None = None
    sections: tuple[Said, ...] = ()
    items: tuple[Said, ...] = ()
    sheet: Sheet | None = None
    note: str = ""

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        if (self.template is None) == (self.sheet is None):
            raise ValueError("template 和 sheet 要写一个，也只写一个")
        return self


class FormList(_Strict):
    """`forms.yaml`."""

    forms: tuple[Form, ...]


@dataclass(frozen=True)
class Forms:
    """Every blank form that there is, and the outlines that they ask."""

    forms: tuple[Form, ...]
    outlines: dict[str, Outline]

    def asked(self, form: Form) -> tuple[Section, ...]:
        """The sections of its outline that a form asks, in the outline's order."""
        if form.outline is None:
            return ()
        every = self.outlines[form.outline].sections
        return tuple(s for s in every if not form.sections or s.number in form.sections)
