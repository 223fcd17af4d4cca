"""What the Word templates of forms may ask for. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from archive_builder.model import Manifests, Requirement, Unit, form_line
from archive_builder.report.forms.blanks import Blank, part_text, place_text
from archive_builder.report.forms.spec import Forms

UNSTATED = "方案未规定"


def values(blank: Blank, forms: Forms, manifests: Manifests) -> dict[str, object]:
    """The words of a form's template and what stands for each."""
    units = {unit.id: unit for unit in manifests.units}
    slot, form = blank.slot, blank.form
    outline = forms.outlines[form.outline] if form.outline else None
    return {
        **heading(blank, units),
        "年度": str(manifests.campaign.year),
        "户": slot.part.title if slot.requirement.households else "",
        "标题": outline.title if outline else form.name,
        "范围": outline.scope if outline else "",
        "各节": [{"标题": s.heading, "问题": list(s.questions)} for s in forms.asked(form)],
        "各项": list(form.items),
        "说明": form.note,
    }


def heading(blank: Blank, units: Mapping[str, Unit]) -> dict[str, str]:
    """What every form says of itself, Word document or table."""
    requirement = blank.slot.requirement
    return {
        "表单号": form_line(blank.slot.id),
        "单位": place_text(blank.slot.unit, units),
        "材料": f"{requirement.code} {requirement.title}{part_text(blank.slot)}{blank.copy}",
        "截止": requirement.due.text if requirement.due else UNSTATED,
        "审核": signoff_text(requirement),
        "报送": requirement.reported_to or UNSTATED,
    }


def signoff_text(requirement: Requirement) -> str:
    """Who signs or seals: 单位一把手签字."""
    signoff = requirement.signoff
    return f"{signoff.by}{signoff.kind}" if signoff else UNSTATED
