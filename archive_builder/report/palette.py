"""The colours of states, the same in xlsx, PDF and HTML. Each is always beside a word. Pure."""

from archive_builder.model import SlotState, Urgency

DONE = "#E2F0D9"
MISSING = "#F4B6A6"
WAITING = "#FFD966"
OVERDUE = "#C00000"
OVERDUE_ROW = "#FBD9D3"
SOON = "#9C5700"
SOON_ROW = "#FFF2CC"
NOT_APPLICABLE = "#E4E4E4"
HEAD = "#D9E2F3"
GROUP = "#EDEDED"
BAR = "#548235"
BAR_GROUND = "#E2E2E2"
PAPER = "#FFFFFF"
INK = "#000000"

ROW = {
    Urgency.OVERDUE: OVERDUE_ROW,
    Urgency.SOON: SOON_ROW,
    Urgency.LATER: None,
}
"""Background of a gap's row; None is the paper's own."""

STATE = {
    SlotState.MISSING: MISSING,
    SlotState.RETURNED: MISSING,
    SlotState.RECEIVED: WAITING,
    SlotState.UNSIGNED: WAITING,
    SlotState.UNSEALED: WAITING,
    SlotState.ACCEPTED: DONE,
    SlotState.WAIVED: NOT_APPLICABLE,
}
"""Background of a state."""
