"""Correct who is who: each gesture on persons and tracks becomes one command with a name."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from app.commands import Bench, Say, merged, moved, not_a_face, not_this_person, renamed, split_off
from app.session.views import Card
from app.widgets import is_own_name
from engine.errors import UserError
from engine.pipeline.naming import is_reserved
from engine.types import Correction, PersonKind


class People(QObject):
    """Pushes commands; what follows from them arrives through `Session.changed`."""

    def __init__(self, bench: Bench, stack: QUndoStack) -> None:
        assert isinstance(bench, QObject)
        super().__init__(bench)
        self._bench, self._stack = bench, stack

    def rename(self, card: Card, name: str) -> None:
        """Give a person a name; an existing name merges the two. Raises UserError for an empty one."""
        name = self.checked(name)
        if name != card.name or not card.named:
            self._push(self.tr("Rename {0} to {1}").format(card.shown, name), renamed(card.tracks, name))

    def checked(self, name: str) -> str:
        """The name without needless spaces. Raises UserError for what is none."""
        name = " ".join(name.split())
        if not name or not name.isprintable():
            raise UserError(self.tr("A person needs a name."), self.tr("Type one, such as Anna."))
        if is_reserved(name) or is_own_name(name):
            raise UserError(
                self.tr("{0} is what the program calls persons by itself.").format(name),
                self.tr("Type a name such as Anna."),
            )
        return name

    def merge(self, cards: Sequence[Card], into: Card) -> None:
        """All `cards` are the person `into`. A name that the user gave wins."""
        others = [card for card in cards if card.anchor != into.anchor]
        named = next((card.name for card in (into, *others) if card.named), "")
        said = [one for card in others for one in merged(card.tracks, into.tracks, named)]
        if said:
            names = ", ".join(card.shown for card in others)
            self._push(self.tr("Merge of {0} and {1}").format(names, into.shown), said)

    def split_off(self, card: Card, tracks: Sequence[int]) -> None:
        """Make a new person of some of a person's tracks."""
        text = self.tr("New person from {0}").format(card.shown)
        self._push(text, split_off(tracks, _rest(card, tracks), _given(card)))

    def move(self, card: Card, tracks: Sequence[int], into: Card) -> None:
        """Some of a person's tracks are another person of the cast."""
        text = self.tr("Move from {0} to {1}").format(card.shown, into.shown)
        self._push(text, moved(tracks, _rest(card, tracks), _given(card), into.tracks, _given(into)))

    def not_this_person(self, card: Card, tracks: Sequence[int]) -> None:
        text = self.tr("Not {0}").format(card.shown)
        self._push(text, not_this_person(tracks, _rest(card, tracks), _given(card)))

    def refuse(self, card: Card, name: str) -> None:
        """A person is not who the gallery says."""
        self.refuse_all(card, [name])

    def refuse_all(self, card: Card, names: Sequence[str]) -> None:
        """A person is none of those whom the gallery says, in one step."""
        said = [Correction("is not", card.tracks, name=name) for name in names]
        self._push(self.tr("Not {0}").format(", ".join(names)), said)

    def not_a_face(self, tracks: Sequence[int]) -> None:
        self._push(self.tr("Not a face"), not_a_face(tracks))

    def set_kind(self, card: Card, kind: PersonKind) -> None:
        """A person is a real or a drawn one."""
        text = self.tr("{0} is drawn") if kind == "drawn" else self.tr("{0} is real")
        self._push(text.format(card.shown), [Correction(kind, card.tracks)])

    def _push(self, text: str, said: Sequence[Correction]) -> None:
        if said:
            self._stack.push(Say(self._bench, text, said))


def _rest(card: Card, tracks: Sequence[int]) -> tuple[int, ...]:
    """The unknown bucket is nobody, so nothing need be told apart from it."""
    return tuple(track for track in card.tracks if track not in tracks) if card.known else ()


def _given(card: Card) -> str:
    return card.name if card.named else ""
