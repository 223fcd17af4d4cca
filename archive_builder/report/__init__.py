"""What units still owe: gaps as pure rows, and the lists a clerk reads, as xlsx and PDF."""

from archive_builder.report.gaps import Holding, Inventory, as_json, find_gaps, owed_by, slot_state
from archive_builder.report.overview import Overview, UnitList
from archive_builder.report.pdf_list import write_list_pdf
from archive_builder.report.pdf_overview import write_overview_pdf
from archive_builder.report.xlsx_list import write_list_xlsx
from archive_builder.report.xlsx_overview import write_overview_xlsx

__all__ = [
    "Holding",
    "Inventory",
    "Overview",
    "UnitList",
    "as_json",
    "find_gaps",
    "owed_by",
    "slot_state",
    "write_list_pdf",
    "write_list_xlsx",
    "write_overview_pdf",
    "write_overview_xlsx",
]
