"""Ask the user about the open film, one question at a time, and store what the answers say."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app.commands import Choice, Say
from app.jobs import Latest
from app.session.changes import Change
from app.session.derive import Known
from app.session.questions import Asked, Found, Groundwork, Key, is_about, key_of, questions
from app.session.session import Session
from engine.identify.answers import corrections_of, is_rival
from engine.types import Correction

Reply: TypeAlias = Literal["yes", "no", "rival"]


@dataclass(frozen=True, slots=True)
class _Step:
    """One thing that was done in this sitting. `place`: on the undo stack; 0 where nothing was said."""

    key: Key
    place: int = 0


class Review(QObject):
    """The questions of one sitting. It works only between `start` and `stop`.

    An answer is a command that can be undone; all that hangs on it is matched anew, and the next question is the most
    valuable one of what is left then. What was skipped does not come again before the next sitting.
    """

    changed = Signal()
    """Another question, none, or another count."""
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stack: QUndoStack = session.undo_stack
        self._latest: Latest | None = None
        self._groundwork: Groundwork | None = None
        self._found = Found()
        self._steps: list[_Step] = []
        self._wanted: Key | None = None
        self._question: Asked | None = None
        self._is_on = False
        self._said_before: tuple[Correction, ...] | None = None
        """What had been said when the last answer was given, until questions come that know of it."""
        self._asked_of: tuple[Known | None, Choice] = (None, Choice())
        session.failed.connect(self._give_up)
        session.changed.connect(self._follow)
        session.closing.connect(self._close)
        self._stack.indexChanged.connect(self._index_changed)

    @property
    def question(self) -> Asked | None:
        return self._question

    @property
    def is_working(self) -> bool:
        """Whether a question is being looked for: what is shown may be answered already."""
        return self._said_before is not None or (self._question is None and self._is_looking)

    @property
    def _is_looking(self) -> bool:
        return self._latest is not None and self._latest.busy

    @property
    def left(self) -> int:
        """How many are open, the shown one included."""
        return len(self._open())

    @property
    def answered(self) -> int:
        """How many answers of this sitting count."""
        return sum(step.place > 0 for step in self._steps)

    @property
    def skipped(self) -> int:
        """How many were left open in this sitting."""
        return sum(step.place == 0 for step in self._steps)

    @property
    def can_undo(self) -> bool:
        return bool(self._steps) and self._steps[-1].place in (0, self._stack.index())

    # What the user does.

    def start(self) -> None:
        """Begin a sitting, or go on with it; it lasts as long as the film is open."""
        self._is_on = True
        if self._question is not None and self._found.known is not self._session.known:
            # What happened meanwhile may have answered it.
            self._wanted, self._question = key_of(self._question.doubt), None
        self._ask()
        self.changed.emit()

    def stop(self) -> None:
        self._is_on = False

    def answer(self, reply: Reply) -> None:
        """Nothing happens while another question is on its way: nobody has seen it yet."""
        asked = self._question
        if asked is None or self.is_working or (reply == "rival" and asked.rival is None):
            return
        doubt, groups = asked.doubt, asked.groups
        said = is_rival(doubt, groups) if reply == "rival" else corrections_of(doubt, reply == "yes", groups)
        self._await_news()
        self._stack.push(Say(self._session, self._text(asked, reply), said))
        if self._said_before is not None:
            self._steps.append(_Step(key_of(doubt), self._stack.index()))
        self.changed.emit()

    def skip(self) -> None:
        """Not now, or: nobody could tell."""
        if self._question is not None and not self.is_working:
            self._steps.append(_Step(key_of(self._question.doubt)))
            self._pick()

    def undo(self) -> None:
        """Take the last answer or skip of this sitting back, and ask that question again."""
        if not self.can_undo or self.is_working:
            return
        if self._steps[-1].place:
            self._stack.undo()
        else:
            self._wanted = self._steps.pop().key
            self._pick()

    # Inside.

    def _follow(self, change: Change) -> None:
        if change & Change.FILM:
            self._found, self._question, self._asked_of = Found(), None, (None, Choice())
            self._steps, self._wanted, self._said_before, self._is_on = [], None, None, False
            self.changed.emit()
        elif self._is_on and change & (Change.SCENE | Change.CHOICE):
            self._ask()

    def _ask(self) -> None:
        known, choice, before = self._session.known, self._session.choice, self._groundwork
        if known is None or (known is self._asked_of[0] and choice == self._asked_of[1]):
            return
        if self._latest is None:
            self._latest = Latest("review", self)
            self._latest.answered.connect(self._take)
            self._latest.failed.connect(self._fail)
        self._asked_of = (known, choice)
        self._latest.ask(lambda: questions(known, choice, before))

    def _take(self, found: Found) -> None:
        self._groundwork = found.groundwork
        if found.known is None or (self._said_before is not None and not self._is_of_now(found.known)):
            # What was said last is not in these questions yet.
            return
        self._said_before, self._found = None, found
        self._pick()

    def _await_news(self) -> None:
        known = self._session.known
        self._said_before = known.said if known is not None else None

    def _is_of_now(self, known: Known) -> bool:
        """Whether it holds all that is stored. That may be the same as before the wait: undo and redo, done at once."""
        return known.said == known.film.project.corrections.active(known.film.media_id)

    def _fail(self, error: Exception) -> None:
        self._give_up()
        self.failed.emit(error)

    def _give_up(self) -> None:
        """Whatever was awaited does not come."""
        self._said_before = None
        self.changed.emit()

    def _open(self) -> list[Asked]:
        skipped = [step.key for step in self._steps if not step.place]
        return [asked for asked in self._found.asked if not any(is_about(asked.doubt, key) for key in skipped)]

    def _pick(self) -> None:
        """The most valuable one; yet a question that is being read is not taken away by news from the analysis."""
        open_ = self._open()
        stay = self._wanted or (key_of(self._question.doubt) if self._question is not None else None)
        same = next((asked for asked in open_ if stay is not None and is_about(asked.doubt, stay)), None)
        answered = {step.key for step in self._steps if step.place}
        self._wanted = None
        self._question = same if stay not in answered and same is not None else next(iter(open_), None)
        self.changed.emit()

    def _index_changed(self, index: int) -> None:
        """The question whose answer was taken back, by whatever key, is asked again."""
        undone = [step for step in self._steps if step.place > index]
        if undone:
            self._steps = [step for step in self._steps if step.place <= index]
            self._wanted = undone[0].key
            self._await_news()
            self.changed.emit()

    def _text(self, asked: Asked, reply: Reply) -> str:
        kind, yes = asked.doubt.kind, reply == "yes"
        if kind == "there":
            text = self.tr("Answer: yes, {0} is there") if yes else self.tr("Answer: no, {0} is not there")
            return text.format(asked.name)
        if kind == "whose":
            name = asked.rival if reply == "rival" else asked.name
            text = self.tr("Answer: no, this is not {0}") if reply == "no" else self.tr("Answer: yes, this is {0}")
            return text.format(name)
        if kind == "same":
            text = self.tr("Answer: {0} and {1} are one") if yes else self.tr("Answer: {0} and {1} are two")
            return text.format(asked.other, asked.name)
        text = self.tr("Answer: all of {0} is one person") if yes else self.tr("Answer: {0} is two persons")
        return text.format(asked.name)

    def _close(self) -> None:
        if self._latest is not None:
            self._latest.close()
            self._latest.deleteLater()
            self._latest = None
        self._groundwork, self._found, self._question = None, Found(), None
