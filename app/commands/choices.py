"""Commands that change what the cut is about and by which rules it is made."""

from dataclasses import fields

from PySide6.QtGui import QUndoCommand

from app.commands.bench import Bench, Choice
from engine.settings import Rules

RULES_ID = 1


class Pick(QUndoCommand):
    """Choose whom the cut is about."""

    def __init__(self, bench: Bench, text: str, before: Choice, after: Choice) -> None:
        super().__init__(text)
        self._bench, self._before, self._after = bench, before, after

    def redo(self) -> None:
        self._bench.use_choice(self._after)

    def undo(self) -> None:
        self._bench.use_choice(self._before)


class ChangeRules(QUndoCommand):
    """Change one rule or several. Changes of the same rules in one gesture become one step of undo."""

    def __init__(self, bench: Bench, text: str, before: Rules, after: Rules, gesture: int) -> None:
        """`gesture`: the same number for all steps of one drag of a slider."""
        super().__init__(text)
        self._bench, self.before, self.after, self.gesture = bench, before, after, gesture

    def redo(self) -> None:
        self._bench.use_rules(self.after)

    def undo(self) -> None:
        self._bench.use_rules(self.before)

    def id(self) -> int:
        return RULES_ID

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802  Qt's name
        if not isinstance(other, ChangeRules) or other.gesture != self.gesture or not self._same_rules(other):
            return False
        self.after = other.after
        self.setObsolete(self.after == self.before)
        return True

    def _same_rules(self, other: "ChangeRules") -> bool:
        return changed_rules(self.before, self.after) == changed_rules(other.before, other.after)


def changed_rules(before: Rules, after: Rules) -> frozenset[str]:
    """Names of the rules in which the two differ."""
    return frozenset(one.name for one in fields(Rules) if getattr(before, one.name) != getattr(after, one.name))
