"""Validated forms → the model. Nothing can go wrong here: `load` has proved the folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from archive_builder.manifest.forms import (
    CampaignFile,
    Folder,
    FondsForm,
    RequirementForm,
    SelectorForm,
    UnitForm,
    VolumesFile,
)
from archive_builder.manifest.intake import intake_rules
from archive_builder.model import (
    ROSTER,
    WHOLE,
    Aspect,
    Campaign,
    CompilationRule,
    Fonds,
    Indicator,
    Issuer,
    Locality,
    Manifests,
    Part,
    Requirement,
    Signoff,
    StationedTeam,
    Unit,
    VolumeRule,
)

_NO_ROSTER = Part(ROSTER, "花名册未报")
_RECTIFIED = "完成整改"


def build(folder: Folder, digest: str) -> Manifests:
    """The model of a folder that was proved consistent."""
    zone, county = ZoneInfo(folder.campaign.zone), folder.campaign.county
    return Manifests(
        campaign=_campaign(folder.campaign),
        units=tuple(_unit(form) for form in folder.units.units),
        requirements=tuple(
            _requirement(form, file.aspect, _owners(form, folder.units.units, county), zone)
            for file in folder.aspects
            for form in file.requirements
        ),
        issuers=tuple(Issuer(f.mark, f.name, f.level, f.note) for f in folder.issuers.issuers),
        volumes=_volumes(folder.volumes),
        compilations=tuple(
            CompilationRule(f.key, f.title, f.codes, f.kinds, f.units)
            for f in folder.compilations.compilations
        ),
        digest=digest,
        intake=intake_rules(folder.intake),
    )


def _owners(form: RequirementForm, units: Sequence[UnitForm], county: str) -> tuple[str, ...]:
    """Ids of the units that hold slots for a requirement, in the order of units.yaml."""
    if form.collectors:
        return (form.holder or county,)
    chosen = {*form.units, *form.recommended}
    for selector in form.owners:
        chosen.update(_selected(selector, units))
    return tuple(unit.id for unit in units if unit.id in chosen)


def _selected(selector: SelectorForm, units: Iterable[UnitForm]) -> set[str]:
    """What one selector names.

    A unit of which nobody knows whether it sent a team still owes: nothing missing may look
    complete.
    """
    kinds = {*selector.kinds, selector.kind}
    chosen = {
        unit.id
        for unit in units
        if unit.kind in kinds
        and not (selector.stationed_team and unit.stationed_team is StationedTeam.NO)
    }
    return (chosen | set(selector.units)) - set(selector.without)


def _requirement(
    form: RequirementForm, aspect: Aspect, owner_ids: tuple[str, ...], zone: ZoneInfo
) -> Requirement:
    return Requirement(
        code=form.code,
        aspect=aspect,
        title=form.title,
        owners=owner_ids,
        collectors=form.collectors,
        parts=_parts(form),
        households=form.households,
        minimum=form.minimum,
        required=form.required,
        recommended=form.recommended,
        formats=form.formats,
        due=form.due.due(zone) if form.due else None,
        rectify=form.rectify.due(zone, _RECTIFIED) if form.rectify else None,
        signoff=Signoff(form.signoff.by, form.signoff.kind) if form.signoff else None,
        reported_to=form.reported_to,
        source=form.source,
        indicators=form.indicators,
        keywords=form.keywords,
        review=tuple(str(review) for review in form.review),
        note=form.note,
    )


def _parts(form: RequirementForm) -> tuple[Part, ...]:
    if form.households:
        return (_NO_ROSTER,)
    named = tuple(Part(part.key, part.title) for part in form.parts)
    return named or form.months or (Part(WHOLE, ""),)


def _campaign(form: CampaignFile) -> Campaign:
    return Campaign(
        name=form.name,
        year=form.year,
        zone=form.zone,
        compiler=form.compiler,
        county=form.county,
        fonds=_fonds(form.fonds),
        localities=tuple(Locality(f.level, f.names, f.shown) for f in form.localities),
        indicators=tuple(Indicator(f.code, f.title, f.aspect) for f in form.indicators),
        notices=form.notices,
    )


def _unit(form: UnitForm) -> Unit:
    return Unit(
        id=form.id,
        name=form.name,
        kind=form.kind,
        parent=form.parent,
        aliases=form.aliases,
        fonds=_fonds(form.fonds) if form.fonds else None,
        stationed_team=form.stationed_team,
        note=form.note,
    )


def _fonds(form: FondsForm) -> Fonds:
    return Fonds(form.name, form.number)


def _volumes(file: VolumesFile) -> tuple[VolumeRule, ...]:
    by_aspect = {form.aspect: form for form in file.volumes}
    forms = (by_aspect[aspect] for aspect in Aspect)
    return tuple(VolumeRule(f.aspect, f.category, f.catalogue_number, f.retention) for f in forms)
