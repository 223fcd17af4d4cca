"""The county's 总览 as one HTML file that opens from disk, on screen and on paper."""

from archive_builder.report.html.page import write_overview_html

__all__ = ["write_overview_html"]
