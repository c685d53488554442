"""What can be done with a card, or with several, by the context menu."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.commands import Combination
from app.session import Card, Session
from app.session.find import Finder
from app.widgets import clock_text
from app.widgets.tips import menu_text, shown_key, with_key
from engine.types import PersonKind


class CardMenu(QMenu):
    """For `card`, while `chosen` are chosen, the first of them first."""

    def __init__(
        self,
        session: Session,
        finder: Finder,
        card: Card,
        chosen: Sequence[Card],
        open_person: Callable[[Card], object],
        rename: Callable[[], object],
        keep: Callable[[Card], object],
        combine: Callable[[Sequence[Card], Combination], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._combine = combine
        self.addAction(with_key(tr("Show tracks"), shown_key("Return")), lambda: open_person(card))
        self.addAction(menu_text(self, tr("Rename"), "person.rename"), rename)
        self._add_recognised(session, card)
        if card.proposed is not None:
            name, at = card.proposed.name, clock_text(card.proposed.time)
            self.addAction(
                tr("Name: {0} (from the caption at {1})").format(name, at), lambda: session.people.rename(card, name)
            )
        self.addAction(menu_text(self, tr("Keep in the gallery…"), "person.keep"), lambda: keep(card))
        others = [one for one in chosen if one.anchor != card.anchor]
        if others:
            names = ", ".join(one.shown for one in others)
            self.addAction(
                tr("Merge {0} into {1}").format(names, card.shown), lambda: session.people.merge(others, card)
            )
            self.addSeparator()
            self._add_combinations(card, others)
        self.addSeparator()
        if finder.has_photos(card.name):
            self.addAction(tr("Forget photos of {0}").format(card.shown), lambda: finder.forget(card.name))
        kind: PersonKind = "real" if card.drawn else "drawn"
        text = tr("This person is real") if card.drawn else tr("This person is drawn")
        self.addAction(text, lambda: session.people.set_kind(card, kind))
        self.addAction(with_key(tr("Not a face"), shown_key("Del")), lambda: session.people.not_a_face(card.tracks))

    def _add_recognised(self, session: Session, card: Card) -> None:
        """What the gallery says can be taken or refused."""
        known = card.recognised
        if known is None:
            return
        for name in filter(None, (known.name, known.rival)):
            self.addAction(tr("Yes, this is {0}").format(name), partial(session.people.rename, card, name))
            self.addAction(tr("No, not {0}").format(name), partial(session.people.refuse, card, name))

    def _add_combinations(self, card: Card, others: Sequence[Card]) -> None:
        """The card that was clicked on is the one that is left out, or that the others are seen with."""
        every = [*others, card]
        names = ", ".join(one.shown for one in others)
        first, rest = others[0], [*others[1:], card]
        self.addAction(tr("Keep {0} or {1}").format(names, card.shown), lambda: self._combine(every, "any"))
        self.addAction(tr("Keep {0} together with {1}").format(names, card.shown), lambda: self._combine(every, "all"))
        without = tr("Keep {0} without {1}").format(first.shown, ", ".join(one.shown for one in rest))
        self.addAction(without, lambda: self._combine([first, *rest], "without"))


def tr(text: str) -> str:
    return QCoreApplication.translate("CardMenu", text)
