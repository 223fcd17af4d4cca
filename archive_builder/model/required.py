"""What the manifests say: who owes what, by when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from archive_builder.model.incoming import IntakeRules

WHOLE = "-"
"""Part key of a requirement that names no parts."""

ROSTER = "households"
"""Part key of the 花名册 that names the households of a requirement asked for by household."""


class Aspect(StrEnum):
    """The four aspects of the evaluation, in the plan's order."""

    RESPONSIBILITY = "责任落实"
    POLICY = "政策落实"
    WORK = "工作落实"
    RESULTS = "成效巩固"


class UnitKind(StrEnum):
    """What kind of body a 责任单位 is."""

    COUNTY = "county"
    OFFICE = "office"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    VILLAGE = "village"
    SITE = "site"


class StationedTeam(StrEnum):
    """Whether a unit has sent out a 驻村工作队; the plan does not say."""

    YES = "true"
    NO = "false"
    UNVERIFIED = "待核实"


class Level(StrEnum):
    """An issuer's level, as kept in data; campaign.yaml names how it is shown."""

    CENTRAL = "中央"
    PROVINCE = "省"
    CITY = "市"
    COUNTY = "县"
    TOWNSHIP = "乡"


@dataclass(frozen=True, slots=True)
class Fonds:
    """全宗; an empty number is a blank line for handwriting."""

    name: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """责任单位: who owes evidence."""

    id: str
    name: str
    kind: UnitKind
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    fonds: Fonds | None = None
    stationed_team: StationedTeam = StationedTeam.NO
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One named part of a requirement; renaming a title keeps its key."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Household:
    """户: one row of a roster; `number` is empty where the roster gives none."""

    number: str
    head: str


class SignoffKind(StrEnum):
    """How a document is signed off."""

    SIGNATURE = "签字"
    SEAL = "盖章"


@dataclass(frozen=True, slots=True)
class Signoff:
    """Who signs a requirement's documents off, and how."""

    by: str
    kind: SignoffKind


@dataclass(frozen=True, slots=True)
class Due:
    """A due time; `text` is how lists show it (12月20日18:00前)."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """应备材料: one line of a manifest.

    Attributes:
        owners: ids of the units that each hold a slot for every part.
        collectors: ids of the units that gather a shared item for its one owner.
        parts: what must be there; one `Part(WHOLE, "")` when the manifest names none.
        households: a slot a household, as the roster in the slot `ROSTER` names them; until one
            is filed that slot is the only one.
        minimum: documents a slot takes before it is satisfied, at least 1.
        required: False for a recommended item, which is no gap; `note` says why.
        recommended: ids of those owners that may, not must, supply it; `note` says why.
        due: when it must be handed in.
        rectify: 整改时限, by when the rectification it reports must be finished.
        reported_to: who receives it (报), as text.
        source: the clause of the plan.
    """

    code: str
    aspect: Aspect
    title: str
    owners: tuple[str, ...]
    collectors: tuple[str, ...] = ()
    parts: tuple[Part, ...] = (Part(WHOLE, ""),)
    households: bool = False
    minimum: int = 1
    required: bool = True
    recommended: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    due: Due | None = None
    rectify: Due | None = None
    signoff: Signoff | None = None
    reported_to: str = ""
    source: str = ""
    indicators: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, order=True)
class SlotId:
    """Names a slot: ``unit/code/part-key``."""

    unit: str
    code: str
    part: str = WHOLE

    def __str__(self) -> str:
        return f"{self.unit}/{self.code}/{self.part}"


@dataclass(frozen=True, slots=True)
class Slot:
    """应备件位: one place to fill."""

    unit: Unit
    requirement: Requirement
    part: Part

    @property
    def id(self) -> SlotId:
        """The slot's id."""
        return SlotId(self.unit.id, self.requirement.code, self.part.key)

    @property
    def required(self) -> bool:
        """Whether the slot must be filled; a recommended one is no gap."""
        return self.requirement.required and self.unit.id not in self.requirement.recommended

    @property
    def takes_roster(self) -> bool:
        """Whether it takes the 花名册 that names the requirement's households."""
        return self.requirement.households and self.part.key == ROSTER


@dataclass(frozen=True, slots=True)
class Indicator:
    """One of the 20 evaluation contents."""

    code: str
    title: str
    aspect: Aspect


@dataclass(frozen=True, slots=True)
class Locality:
    """A place that the campaign belongs to, and at which level its bodies issue."""

    level: Level
    names: tuple[str, ...]
    shown: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """What the archive is made for."""

    name: str
    year: int
    zone: str
    compiler: str
    county: str
    fonds: Fonds
    localities: tuple[Locality, ...]
    indicators: tuple[Indicator, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issuer:
    """机关代字 → who issues and at which level; a note says what is not verified about it."""

    mark: str
    name: str
    level: Level
    note: str = ""


@dataclass(frozen=True, slots=True)
class VolumeRule:
    """How volumes of one aspect are catalogued; empty fields stay blank lines."""

    aspect: Aspect
    category: str
    catalogue_number: str
    retention: str


@dataclass(frozen=True, slots=True)
class CompilationRule:
    """One kind of 政策汇编: which requirements' documents it takes from which units."""

    key: str
    title: str
    codes: tuple[str, ...]
    kinds: tuple[UnitKind, ...]
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifests:
    """All that manifests/ says, proved consistent. `digest` changes when any file does."""

    campaign: Campaign
    units: tuple[Unit, ...]
    requirements: tuple[Requirement, ...]
    issuers: tuple[Issuer, ...]
    volumes: tuple[VolumeRule, ...]
    compilations: tuple[CompilationRule, ...]
    digest: str
    intake: IntakeRules = field(default_factory=IntakeRules)
