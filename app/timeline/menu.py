"""The menus under the right button of the mouse: on segments, on the empty lane, on markers."""

from fractions import Fraction

from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from app.commands import Marker
from app.session import Session
from app.timeline.deeds import TimelineDeeds
from app.widgets.tips import menu_text


class CutMenu(QMenu):
    """What can be done at a place of the edit list."""

    def __init__(
        self, parent: QWidget, session: Session, deeds: TimelineDeeds, index: int | None, time: Fraction
    ) -> None:
        """`index`: of the segment under the mouse, None on the empty lane. `time`: that of the mouse."""
        super().__init__(parent)
        editing = session.editing
        self.aboutToHide.connect(self.deleteLater)
        self.addAction(self.tr("Play around this"), lambda: deeds.around_asked.emit(time))
        self.addAction(self.tr("Marker here"), lambda: editing.toggle_marker(time))
        if index is not None:
            self.addAction(self.tr("Split here"), lambda: editing.split(time))
            self.addSeparator()
            self.addAction(menu_text(self, self.tr("Copy as a table"), "timeline.copy"), deeds.copy)
            self.addAction(menu_text(self, self.tr("Delete"), "timeline.delete"), deeds.delete)
            self.addAction(menu_text(self, self.tr("Take the rules' version"), "timeline.rules"), deeds.take_rules)
        elif any(span.contains(time) for span in editing.edits.dropped):
            self.addAction(self.tr("Take the rules' version here"), lambda: editing.take_rules_at(time))
        self.addSeparator()
        self.addAction(menu_text(self, self.tr("Select all"), "timeline.all"), deeds.select_all)
        self.addAction(menu_text(self, self.tr("Invert what is kept"), "timeline.invert"), deeds.invert)
        everything = self.addAction(self.tr("Take the rules' version of everything"), deeds.take_all_rules)
        everything.setEnabled(bool(editing.edits))


class MarkerMenu(QMenu):
    """What can be done with a marker."""

    def __init__(self, parent: QWidget, session: Session, deeds: TimelineDeeds, marker: Marker) -> None:
        super().__init__(parent)
        self.aboutToHide.connect(self.deleteLater)
        self.addAction(self.tr("Go to this marker"), lambda: deeds.sought.emit(marker.time))
        self.addAction(self.tr("Name…"), lambda: MarkerNameDialog(parent, session, marker).open())
        self.addAction(self.tr("Remove"), lambda: session.editing.toggle_marker(marker.time))


class MarkerNameDialog(QInputDialog):
    """Asks for a marker's name."""

    def __init__(self, parent: QWidget, session: Session, marker: Marker) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Name of the marker"))
        self.setLabelText(self.tr("Name:"))
        self.setTextValue(marker.name)
        self.textValueSelected.connect(lambda name: session.editing.rename_marker(marker, name))
        self.finished.connect(self.deleteLater)
