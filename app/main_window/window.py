"""Put the views together, and carry what happens in one to the others."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QChildEvent, QSettings, Qt
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QDockWidget,
    QFileDialog,
    QMainWindow,
    QStackedWidget,
    QTabBar,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from app.captions import CaptionsDock
from app.export import ExportDialog
from app.gallery import GalleryDock
from app.jobs import Ticket
from app.known import KnownDialog
from app.main_window.across import Across
from app.main_window.analysis_bar import AnalysisBar
from app.main_window.deeds import deeds
from app.main_window.folder import FILMS, FilmChooser, films_in
from app.main_window.key_guard import KeyGuard
from app.main_window.menus import Menus
from app.main_window.notice import Notice
from app.main_window.picture_alone import PictureAlone
from app.main_window.recovery import Recovery
from app.main_window.restart import start_again
from app.main_window.shuttle import Shuttle
from app.main_window.welcome import Welcome
from app.messages import Announcer
from app.player import PlayerView
from app.review import ReviewPage
from app.series import SeriesDock
from app.session import Change, Session
from app.session.kept import thumbnail_file
from app.session.machine import use_models_folder
from app.settings.dialog import SettingsDialog
from app.settings.key_sheet import KeySheet
from app.settings.keymap import Keymap
from app.settings.preferences import Preferences, PreferenceStore
from app.timeline import RulesPanel, TimelinePanel
from app.truth import TruthDock
from app.widgets.tips import tip
from engine.errors import UserError
from engine.progress import Progress
from engine.settings import AnalysisSettings

LAYOUT = 3
"""Raise it when docks come or go, so that an old layout is not put back."""
THUMB_PX = 256


class MainWindow(QMainWindow):
    """One film at a time, its cast, its timeline, its rules."""

    def __init__(self, session: Session, settings: QSettings) -> None:
        super().__init__()
        self.session, self._settings = session, settings
        self.setAcceptDrops(True)
        self.announcer = Announcer(self)
        self.welcome = Welcome()
        self.player = PlayerView(session)
        self.gallery = GalleryDock(session)
        self.review = ReviewPage(session)
        self.timeline = TimelinePanel(session)
        self.rules = RulesPanel(session)
        self.captions = CaptionsDock(session)
        self.truth = TruthDock(session)
        self.series = SeriesDock(session)
        self.known = KnownDialog(session, self)
        self.export_dialog = ExportDialog(session, self)
        self.shuttle = Shuttle(self.player, self)
        self.alone = PictureAlone(self, self.player, session)
        self.across = Across(self)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.welcome)
        self._pages.addWidget(self.player)
        self._pages.addWidget(self.review)
        self._pages.setAutoFillBackground(True)
        self.notice = Notice()
        self._put_in_the_middle()
        self.docks = [
            self._dock("cast", self.tr("Cast"), self.gallery, Qt.DockWidgetArea.LeftDockWidgetArea),
            self._dock("rules", self.tr("Rules"), self.rules, Qt.DockWidgetArea.RightDockWidgetArea),
            self._dock("timeline", self.tr("Timeline"), self.timeline, Qt.DockWidgetArea.BottomDockWidgetArea),
            self._dock("captions", self.tr("Captions"), self.captions, Qt.DockWidgetArea.RightDockWidgetArea),
            self._dock("check", self.tr("Check"), self.truth, Qt.DockWidgetArea.RightDockWidgetArea),
            self._dock("series", self.tr("All films"), self.series, Qt.DockWidgetArea.RightDockWidgetArea),
        ]
        self._arrange_docks()
        self.keymap = Keymap(settings, self)
        self.preferences = PreferenceStore(settings, self)
        self.recovery = Recovery(session, self.player, self._pages, self.notice, self)
        self.recovery.ticked.connect(self._keep_layout)
        self._make_tool_bar()
        self.menus = Menus(self, deeds(self), self.keymap)
        self._connect()
        self._keys = KeyGuard(self)
        self.player.keep_in(settings)
        self.timeline.keep_in(settings)
        self._models = ""
        self._prefer(self.preferences.now)
        self._restore()
        self._layout = self.saveState(LAYOUT)
        self._follow(Change.FILM)

    # What can be asked of the window from outside.

    def open(self, path: Path) -> None:
        """Open a film or a project, or choose among those in a folder."""
        if path.is_dir():
            self._choose(path, films_in(path))
            return
        self._save_thumbnail()
        self._watch(self.session.open(path), self.tr("Opening {0}…").format(path.name))

    def make_demo(self) -> None:
        self._watch(self.session.make_demo(), self.tr("Drawing the demo clip…"))

    def keys_of(self, action: str) -> str:
        """For menus that are made when they are asked for."""
        return self.menus.keys_of(action)

    def show_page(self, welcome: bool) -> None:
        """The welcome page stands alone; with a film the docks come back as they were left."""
        if welcome == (self._pages.currentWidget() is self.welcome) and self.isVisible():
            return
        if welcome:
            self._layout = self.saveState(LAYOUT)
        self._pages.setCurrentWidget(self.welcome if welcome else self.player)
        if welcome:
            for part in (*self.docks, self._tools):
                part.hide()
        else:
            self.restoreState(self._layout, LAYOUT)

    # Qt's events.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            if len(files) > 1:
                self._choose(None, files)
            else:
                self.open(files[0])

    def childEvent(self, event: QChildEvent) -> None:  # noqa: N802
        """Qt makes the tabs of docks that lie on each other whenever they are needed."""
        bar = event.child()
        if event.polished() and isinstance(bar, QTabBar):
            bar.setAccessibleName(self.tr("Docks that lie on each other"))
        super().childEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Nothing to ask: what is found is stored, and the analysis goes on from there next time."""
        self._save_thumbnail()
        self._keep_layout()
        for dialog in self.findChildren(QDialog):
            dialog.close()
        self.player.close_film()
        self.session.close()
        self.recovery.clear()
        super().closeEvent(event)

    # Inside: building.

    def _dock(self, name: str, text: str, view: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(text, self)
        dock.setObjectName(name)
        view.setAutoFillBackground(True)
        dock.setWidget(view)
        self.addDockWidget(area, dock)
        return dock

    def _put_in_the_middle(self) -> None:
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notice)
        layout.addWidget(self._pages, 1)
        self.setCentralWidget(middle)

    def _arrange_docks(self) -> None:
        for corner, area in (
            (Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.BottomDockWidgetArea),
            (Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.BottomDockWidgetArea),
        ):
            self.setCorner(corner, area)
        cast, rules, timeline, *others = self.docks
        for dock in others:
            self.tabifyDockWidget(rules, dock)
            dock.hide()
        self.resizeDocks([cast, rules], [268, 268], Qt.Orientation.Horizontal)
        self.resizeDocks([timeline], [300], Qt.Orientation.Vertical)

    def _make_tool_bar(self) -> None:
        bar = QToolBar(self.tr("Analysis and export"))
        bar.setObjectName("tools")
        bar.setMovable(False)
        stretch = QWidget()
        stretch.setSizePolicy(stretch.sizePolicy().Policy.Expanding, stretch.sizePolicy().Policy.Preferred)
        self.analysis_bar = AnalysisBar(self.session)
        self._export_action = QAction(self.tr("Export…"), self)
        self._export_action.triggered.connect(self.show_export)
        bar.addWidget(self.analysis_bar)
        bar.addWidget(stretch)
        bar.addAction(self._export_action)
        bar.widgetForAction(self._export_action).setProperty("primary", True)
        tip(self._export_action, self.tr("Write the cut"), "file.export")
        self.addToolBar(bar)
        self._tools = bar

    def _connect(self) -> None:
        self.welcome.open_asked.connect(self.ask_file)
        self.welcome.demo_asked.connect(self.make_demo)
        self.welcome.chosen.connect(self.open)
        self.player.moved.connect(self.timeline.show_time)
        self.timeline.sought.connect(self.shuttle.then_seek)
        self.timeline.around_asked.connect(self.player.play_around)
        self.gallery.asked.connect(self.shuttle.then_seek)
        cast = self.docks[0]
        self.gallery.counted.connect(cast.setWindowTitle)
        # The menu goes on saying what it shows and hides.
        cast.windowTitleChanged.connect(lambda _: cast.toggleViewAction().setText(self.tr("Cast")))
        for view in (self.review, self.captions, self.truth):
            view.asked.connect(self.shuttle.then_seek)
        self.truth.marked.connect(self.timeline.canvas.show_differences)
        for pointer in (self.truth, self.review):
            pointer.pointed.connect(self.timeline.canvas.point_at)
        self.truth.opened.connect(self._show_check)
        self.review.left.connect(self.toggle_review)
        views = (self.player, self.review, self.gallery, self.truth, self.known, self.series, self.export_dialog,
                 self.export_dialog.queue)  # fmt: skip
        for teller in (self.session, *views):
            teller.failed.connect(self.announcer.announce)
        self.session.changed.connect(self._follow)
        self.preferences.changed.connect(self._prefer)

    def _restore(self) -> None:
        geometry, layout = self._settings.value("geometry"), self._settings.value("layout")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(1280, 800)
        if isinstance(layout, QByteArray):
            self.restoreState(layout, LAYOUT)

    # Inside: what follows.

    def _follow(self, change: Change) -> None:
        if change & Change.FILM:
            scene = self.session.scene
            name = self.tr("Only Look at Them")
            self.setWindowTitle(f"{scene.media.path.name} – {name}" if scene else name)
            self.menus.show_film(scene is not None)
            self.show_page(welcome=scene is None)
            if scene is None:
                self.welcome.refresh()
        if change & (Change.FILM | Change.CUT):
            cast = self.session.scene.cards if self.session.scene else ()
            self._export_action.setEnabled(bool(self.session.cut.segments or cast))

    def _prefer(self, preferences: Preferences) -> None:
        senses = preferences.senses == "all"
        self.session.prefer(AnalysisSettings(preferences.quality), preferences.device, senses)
        if preferences.models != self._models:
            self._models = preferences.models
            use_models_folder(preferences.models)

    def _choose(self, folder: Path | None, films: list[Path]) -> None:
        """Open the only film, or ask which one."""
        if not films:
            self.announcer.announce(
                UserError(
                    self.tr("There is no film in {0}.").format(folder),
                    self.tr("Drop a film such as .mp4, .mkv, .mov or .webm, or a folder with films."),
                )
            )
        elif len(films) == 1:
            self.open(films[0])
        else:
            chooser = FilmChooser(folder, films, self)
            chooser.chosen.connect(self.open)
            chooser.open()

    def _keep_layout(self) -> None:
        on_welcome = self._pages.currentWidget() is self.welcome
        layout = self._layout if on_welcome else self.saveState(LAYOUT)
        for name, now in (("layout", layout), ("geometry", self.saveGeometry())):
            if self._settings.value(name) != now:
                self._settings.setValue(name, now)

    def _watch(self, ticket: Ticket, text: str) -> None:
        """Show on the welcome page what is under way there."""

        def progressed(progress: Progress) -> None:
            self.welcome.show_busy(text, progress.fraction)

        self.welcome.show_busy(text)
        ticket.progressed.connect(progressed)
        ticket.ended.connect(lambda: self.welcome.show_busy(""))

    def ask_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Open a film or a project"),
            "",
            self.tr("Films and projects ({0});;All files (*)").format(f"{FILMS} *.olat"),
        )
        if name:
            self.open(Path(name))

    def close_film(self) -> None:
        self._save_thumbnail()
        self.session.close_film()

    def show_export(self) -> None:
        if self.session.is_open:
            self.export_dialog.show()
            self.export_dialog.raise_()

    def _show_check(self) -> None:
        dock = self.docks[4]
        dock.show()
        dock.raise_()

    def toggle_review(self) -> None:
        if self.session.is_open:
            is_on = self._pages.currentWidget() is self.review
            self.player.pause()
            self._pages.setCurrentWidget(self.player if is_on else self.review)

    def show_keys(self) -> None:
        sheet = KeySheet(self.keymap, self)
        sheet.change.clicked.connect(sheet.accept)
        sheet.change.clicked.connect(lambda: self.show_settings("keys"))
        sheet.open()

    def show_settings(self, page: str = "general") -> None:
        dialog = SettingsDialog(self.preferences, self.keymap, self)
        dialog.restart_asked.connect(self._start_again)
        dialog.show_page(page)
        dialog.open()

    def _start_again(self) -> None:
        """In another language, with what is open now."""
        path = self.session.path
        self.close()
        start_again(path)

    def _save_thumbnail(self) -> None:
        """For the list of recent films: what was seen last."""
        scene, image = self.session.scene, self.player.canvas.image
        if scene is None or image.isNull():
            return
        file = thumbnail_file(scene.media.path)
        file.parent.mkdir(parents=True, exist_ok=True)
        image.scaledToWidth(THUMB_PX, Qt.TransformationMode.SmoothTransformation).save(str(file))
