"""Blank forms for what units must write: which there are, and making them from templates/."""

from archive_builder.report.forms.blanks import Blank, blanks
from archive_builder.report.forms.sheet import make_sheet
from archive_builder.report.forms.source import load_forms
from archive_builder.report.forms.spec import Form, Forms
from archive_builder.report.forms.values import values

__all__ = ["Blank", "Form", "Forms", "blanks", "load_forms", "make_sheet", "values"]
