"""How long work tells what it is doing, without knowing who listens."""

from typing import Protocol


class Progress(Protocol):
    """Receives the steps of a long piece of work."""

    def begin(self, stage: str, total: int) -> None:
        """A stage of `total` steps starts; `stage` is Chinese and shown as it is."""

    def step(self, what: str) -> None:
        """One step of the current stage is done; `what` names it."""

    def end(self) -> None:
        """The current stage is over."""


class Silent:
    """Progress that nobody watches."""

    def begin(self, stage: str, total: int) -> None:
        """Do nothing."""

    def step(self, what: str) -> None:
        """Do nothing."""

    def end(self) -> None:
        """Do nothing."""
