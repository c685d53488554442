"""The cast as a Qt model: thousands of cards cost no more than those on the screen."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from app.session import Card, Crops, Recognised
from app.widgets import clock_text, length_text

CARD = Qt.ItemDataRole.UserRole
PLACE = Qt.ItemDataRole.UserRole + 1
"""Place of the person in the cast, which decides its colour."""
MIME = "application/x-onlylook-person"
Index = QModelIndex | QPersistentModelIndex

SORTS: dict[str, Callable[[Card], Any]] = {
    "screen time": lambda card: (-card.screen_time, card.first),
    "name": lambda card: (not card.has_name, _natural(card.shown)),
    "first appearance": lambda card: card.first,
}


class CastModel(QAbstractListModel):
    """The persons' cards in the chosen order, those that match the filter; the unknown bucket is no person.

    `on_rename` is called with a card and what was typed, `on_drop` with the cards that were dropped and their target.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Card, ...] = ()
        self._shown: list[Card] = []
        self._rows: dict[int, int] = {}
        self._places: dict[int, int] = {}
        self._crops: Crops | None = None
        self._sort, self._filter = "screen time", ""
        self.on_rename: Callable[[Card, str], None] = lambda card, name: None
        self.on_drop: Callable[[Sequence[Card], Card], None] = lambda cards, into: None

    def show_cards(self, cards: Sequence[Card], crops: Crops | None) -> None:
        if crops is not self._crops:
            self._crops = crops
            if crops is not None:
                crops.ready.connect(self._crop_ready)
        self._all = tuple(card for card in cards if card.known)
        self._places = {card.anchor: place for place, card in enumerate(cards)}
        self._arrange()

    def sort_by(self, name: str) -> None:
        self._sort = name
        self._arrange()

    def filter_by(self, text: str) -> None:
        self._filter = text.casefold().strip()
        self._arrange()

    def row_of(self, track: int) -> int | None:
        """Row of the person to whom a track belongs."""
        return next((row for row, card in enumerate(self._shown) if track in card.tracks), None)

    def card(self, row: int) -> Card:
        return self._shown[row]

    @property
    def persons(self) -> int:
        """How many there are, whether they match the filter or not."""
        return len(self._all)

    def image(self, anchor: int) -> QImage | None:
        return self._crops.get(anchor) if self._crops else None

    # What Qt asks.

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008  Qt's name and default
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        card = self._shown[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return card.shown
        if role == CARD:
            return card
        if role == PLACE:
            return self._places[card.anchor]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._described(card)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        card = self._shown[index.row()]
        if str(value).strip() and str(value) != card.shown:
            self.on_rename(card, str(value))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        return base | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDropEnabled

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        data = QMimeData()
        anchors = " ".join(str(self._shown[index.row()].anchor) for index in indexes)
        data.setData(MIME, QByteArray(anchors.encode()))
        return data

    def dropMimeData(  # noqa: N802
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """One card on another: the two are one person. The rows go once the cast says so, so Qt is told False."""
        if data.hasFormat(MIME) and parent.isValid():
            anchors = {int(part) for part in bytes(data.data(MIME).data()).split()}
            into = self._shown[parent.row()]
            cards = [card for card in self._shown if card.anchor in anchors and card.anchor != into.anchor]
            if cards:
                self.on_drop(cards, into)
        return False

    # Inside.

    def _arrange(self) -> None:
        shown = [card for card in self._all if self._filter in card.shown.casefold()]
        shown.sort(key=SORTS[self._sort])
        if [card.anchor for card in shown] == [card.anchor for card in self._shown]:
            # The same rows with other figures: selection, scrolling and an open editor stay.
            self._shown = shown
            if shown:
                self.dataChanged.emit(self.index(0), self.index(len(shown) - 1))
            return
        self.beginResetModel()
        self._shown = shown
        self._rows = {card.anchor: row for row, card in enumerate(shown)}
        self.endResetModel()

    def _crop_ready(self, track: int) -> None:
        row = self._rows.get(track)
        if row is not None and row < len(self._shown):
            self.dataChanged.emit(self.index(row), self.index(row), [Qt.ItemDataRole.DecorationRole])

    def _described(self, card: Card) -> str:
        said = self.tr("{0}: {1} on screen in {2} shots, first at {3}. Sure by {4}.").format(
            card.shown, length_text(card.screen_time), card.shots, length_text(card.first), f"{card.confidence:.0%}"
        )
        if card.drawn:
            said += "\n" + self.tr("A drawn or rendered person.")
        if card.recognised is not None:
            return f"{said}\n{self._known(card.recognised)}"
        if card.proposed is None:
            return said
        asked = self.tr("The caption at {1} calls this person {0}.")
        return f"{said}\n{asked.format(card.proposed.name, clock_text(card.proposed.time))}"

    def _known(self, recognised: Recognised) -> str:
        if recognised.sure:
            return self.tr("Recognised by the gallery of people.")
        if recognised.rival:
            return self.tr("By the gallery of people this may be {0} or {1}.").format(recognised.name, recognised.rival)
        return self.tr("By the gallery of people this may be {0}.").format(recognised.name)


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Person 2 before Person 10."""
    parts: list[tuple[int, int, str]] = []
    digits = ""
    for char in name.casefold() + "\0":
        if char.isdigit() and char.isascii():
            digits += char
            continue
        if digits:
            parts.append((0, int(digits), ""))
            digits = ""
        parts.append((1, 0, char))
    return parts
