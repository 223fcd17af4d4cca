"""The form of each YAML file; the JSON Schemas for editors come from the same definitions.

What a reader of the file sees when something is wrong comes from `wording`; what concerns several
keys or files at once is looked at in `checks`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from archive_builder.manifest.form import Form
from archive_builder.manifest.intake import IntakeFile
from archive_builder.manifest.scalars import (
    Code,
    DeadlineText,
    Extension,
    IndicatorCode,
    Months,
    OnlyTrue,
    PartKey,
    Team,
    Text,
    UnitId,
    Zone,
)
from archive_builder.model import Aspect, Level, SignoffKind, StationedTeam, UnitKind

UnitIds = tuple[UnitId, ...]


class Review(StrEnum):
    """Reviews that a requirement can ask for."""

    OVERLAP = "overlap"
    INTERVIEW = "interview"
    ROSTER = "roster"
    LEDGER = "ledger"


class FondsForm(Form):
    """全宗."""

    name: str = Field("", title="全宗名称", description="不知道就留空，封面上留空格手写。")
    number: str = Field("", title="全宗号", description="不知道就留空，封面上留空格手写。")


class LocalityForm(Form):
    """A level, and the places of the campaign at that level."""

    level: Level = Field(title="层级")
    names: tuple[Text, ...] = Field(title="地名", min_length=1)
    shown: Text = Field(title="印出来的名称")


class IndicatorForm(Form):
    """One evaluation content."""

    code: IndicatorCode = Field(title="编号")
    aspect: Aspect = Field(title="方面")
    title: Text = Field(title="名称")


class CampaignFile(Form):
    """campaign.yaml."""

    name: Text = Field(title="名称", description="这次迎检或评估的名称，印在封面上。")
    year: int = Field(title="年度", ge=1949, le=2100)
    zone: Zone = Field(title="时区", description="期限按这个时区算，如 Asia/Shanghai。")
    compiler: Text = Field(title="编印单位")
    county: UnitId = Field(title="县级单位代号", description="县级材料归到这个单位名下。")
    fonds: FondsForm = Field(title="缺省全宗", description="单位没有自己的全宗时用它。")
    localities: tuple[LocalityForm, ...] = Field(title="所在各级")
    indicators: tuple[IndicatorForm, ...] = Field(title="评估内容")
    notices: tuple[Text, ...] = Field((), title="提请核对的事项")


class UnitForm(Form):
    """One 责任单位."""

    id: UnitId = Field(title="代号", description="小写字母，一经使用不要改。")
    name: Text = Field(title="名称")
    kind: UnitKind = Field(title="类别")
    parent: UnitId | None = Field(None, title="所属乡镇", description="村和安置点必写。")
    aliases: tuple[Text, ...] = Field((), title="别名", description="文件名里常见的简称。")
    fonds: FondsForm | None = Field(None, title="全宗")
    stationed_team: Team = Field(
        StationedTeam.NO, title="是否派驻工作队", description="部门必写：true、false 或 待核实。"
    )
    note: str = Field("", title="说明", description="提请档案员核对的话，check 时会列出。")


class UnitsFile(Form):
    """units.yaml."""

    units: tuple[UnitForm, ...] = Field(title="责任单位", min_length=1)


class SelectorForm(Form):
    """Units chosen by kind, by name, or both."""

    kind: UnitKind | None = Field(None, title="类别")
    kinds: tuple[UnitKind, ...] = Field((), title="几个类别", min_length=1)
    stationed_team: OnlyTrue = Field(
        False, title="只取派驻了工作队的", description="只对按类别选出的单位起作用；待核实的也算。"
    )
    units: UnitIds = Field((), title="另加的单位", min_length=1)
    without: UnitIds = Field((), alias="except", title="除外的单位", min_length=1)

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if not (self.kind or self.kinds or self.units):
            raise ValueError("没有写选哪些单位。写 kind、kinds 或 units。")
        return self


def _several(value: object) -> object:
    return [value] if isinstance(value, dict) else value


def part_key(title: str) -> str:
    """A part's key when only its title is given: the title without its quotation marks."""
    return title.translate(str.maketrans("", "", "“”"))


def _named(value: object) -> object:
    return {"key": part_key(value), "title": value} if isinstance(value, str) else value


class PartForm(Form):
    """One named part."""

    key: PartKey = Field(title="代号", description="一经使用不要改；改名称不影响已归档的文件。")
    title: Text = Field(title="名称")


class SignoffForm(Form):
    """Who signs off, and how."""

    by: Text = Field(title="由谁")
    kind: SignoffKind = Field(title="方式")


Owners = Annotated[
    tuple[SelectorForm, ...],
    BeforeValidator(_several, json_schema_input_type=SelectorForm | tuple[SelectorForm, ...]),
]
PartOrText = Annotated[PartForm, BeforeValidator(_named, json_schema_input_type=PartForm | Text)]


class RequirementForm(Form):
    """One 应备材料."""

    code: Code = Field(title="编号", description="全部清单里不重复，一经使用不要改。")
    title: Text = Field(title="名称")
    owners: Owners = Field((), title="责任单位", description="每个单位各备一份。", min_length=1)
    units: UnitIds = Field((), title="责任单位", description="逐个列出代号。", min_length=1)
    collectors: UnitIds = Field((), title="收集单位", description="合备一份。", min_length=1)
    holder: UnitId | None = Field(None, title="归到哪个单位", description="缺省为县级单位。")
    recommended: UnitIds = Field((), title="建议报送的单位", description="不计缺项。", min_length=1)
    parts: tuple[PartOrText, ...] = Field(
        (), title="部分", description="每个部分都要有。", min_length=1
    )
    months: Months = Field((), title="逐月", description="如 2021-01..2021-12。")
    households: bool = Field(False, title="逐户", description="按花名册一户一档。")
    minimum: int = Field(1, alias="min", ge=1, le=1000, title="至少几件")
    required: bool = Field(True, title="是否必备", description="false 要在 note 里写原因。")
    formats: tuple[Extension, ...] = Field((), title="文件格式")
    due: DeadlineText | None = Field(None, title="报送期限")
    rectify: DeadlineText | None = Field(None, title="整改时限")
    signoff: SignoffForm | None = Field(None, title="签字或盖章")
    reported_to: str = Field("", title="报送给谁")
    source: str = Field("", title="依据", description="方案的条款。")
    indicators: tuple[IndicatorCode, ...] = Field((), title="评估内容")
    keywords: tuple[Text, ...] = Field((), title="文件名里常见的词")
    review: tuple[Review, ...] = Field((), title="要做的审核")
    note: str = Field("", title="说明")


class AspectFile(Form):
    """responsibility.yaml, policy.yaml, work.yaml, results.yaml."""

    aspect: Aspect = Field(title="方面")
    requirements: tuple[RequirementForm, ...] = Field(title="应备材料", min_length=1)


class VolumeForm(Form):
    """How one aspect's volumes are catalogued."""

    aspect: Aspect = Field(title="方面")
    category: str = Field(title="类目名称")
    catalogue_number: str = Field("", title="目录号", description="不知道就留空。")
    retention: str = Field("", title="保管期限", description="方案未规定就留空。")


class VolumesFile(Form):
    """volumes.yaml."""

    volumes: tuple[VolumeForm, ...] = Field(title="案卷")


class CompilationForm(Form):
    """One kind of 汇编."""

    key: UnitId = Field(title="代号")
    title: Text = Field(title="名称")
    kinds: tuple[UnitKind, ...] = Field((), title="单位类别", min_length=1)
    units: UnitIds = Field((), title="另加的单位", min_length=1)
    codes: tuple[Code, ...] = Field(title="取自哪些应备材料", min_length=1)

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if not (self.kinds or self.units):
            raise ValueError("没有写哪些单位各编一册。写 kinds 或 units。")
        return self


class CompilationsFile(Form):
    """compilations.yaml."""

    compilations: tuple[CompilationForm, ...] = Field(title="汇编")


class IssuerForm(Form):
    """One 机关代字."""

    mark: Text = Field(title="机关代字", description="文号开头的字，如 宁政发。")
    name: Text = Field(title="发文机关")
    level: Level = Field(title="层级")
    note: str = Field("", title="说明", description="写明待核实的原因，check 时会列出。")


class IssuersFile(Form):
    """issuers.yaml."""

    issuers: tuple[IssuerForm, ...] = Field(title="机关代字")


ASPECTS = {
    "responsibility.yaml": Aspect.RESPONSIBILITY,
    "policy.yaml": Aspect.POLICY,
    "work.yaml": Aspect.WORK,
    "results.yaml": Aspect.RESULTS,
}
"""The file of each aspect."""


class Folder(Form):
    """Every file that a manifests folder holds; a field's alias is the file's name."""

    campaign: CampaignFile = Field(alias="campaign.yaml")
    units: UnitsFile = Field(alias="units.yaml")
    responsibility: AspectFile = Field(alias="responsibility.yaml")
    policy: AspectFile = Field(alias="policy.yaml")
    work: AspectFile = Field(alias="work.yaml")
    results: AspectFile = Field(alias="results.yaml")
    volumes: VolumesFile = Field(alias="volumes.yaml")
    compilations: CompilationsFile = Field(alias="compilations.yaml")
    issuers: IssuersFile = Field(alias="issuers.yaml")
    intake: IntakeFile = Field(default=IntakeFile(), alias="intake.yaml")

    @property
    def aspects(self) -> tuple[AspectFile, ...]:
        """The aspects' files in the plan's order."""
        return self.responsibility, self.policy, self.work, self.results


FILES = tuple(str(field.alias) for field in Folder.model_fields.values())
"""The names of all files, in the order in which they are read."""

OPTIONAL = frozenset(
    str(field.alias) for field in Folder.model_fields.values() if not field.is_required()
)
"""Files that need not be there."""
