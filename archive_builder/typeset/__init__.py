"""Fonts, Chinese line breaking, tables, and drawing: what every room that makes pages shares.

`marks`, `lines` and `table` are pure: they decide where everything goes. `draw` only carries out.
"""
