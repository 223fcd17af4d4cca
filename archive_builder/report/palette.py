"""The colours of states, shared by xlsx and PDF. Each is always beside a word. Pure."""

from archive_builder.model import SlotState

DONE = "#E2F0D9"
MISSING = "#F4B6A6"
WAITING = "#FFD966"
OVERDUE = "#C00000"
OVERDUE_ROW = "#FBD9D3"
HEAD = "#D9E2F3"
GROUP = "#EDEDED"
BAR = "#548235"
BAR_GROUND = "#E2E2E2"
PAPER = "#FFFFFF"
INK = "#000000"

STATE = {
    SlotState.MISSING: MISSING,
    SlotState.RETURNED: MISSING,
    SlotState.RECEIVED: WAITING,
    SlotState.UNSIGNED: WAITING,
    SlotState.UNSEALED: WAITING,
    SlotState.ACCEPTED: DONE,
    SlotState.WAIVED: DONE,
}
"""Background of a state."""
