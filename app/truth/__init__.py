"""How well what was found agrees with what somebody wrote down, and where it does not."""

from app.truth.dock import TruthDock

__all__ = ["TruthDock"]
