"""What each action does: the other half of the table in `app/settings/actions.py`."""

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QAbstractItemView, QApplication

from app.main_window.sound_menu import SoundMenu
from app.messages import log_file
from app.settings.actions import ACTIONS

if TYPE_CHECKING:
    from app.main_window.window import MainWindow

Deed: TypeAlias = Callable[[], object] | QAction
"""What to call, or an action of Qt's that does it and knows its own text and state."""


def deeds(window: "MainWindow") -> dict[str, Deed]:
    """By the ids of `ACTIONS`."""
    return {**_file(window), **_edit(window), **_person(window), **_play(window), **_timeline(window), **_view(window),
            **_help(window)}  # fmt: skip


def _file(window: "MainWindow") -> dict[str, Deed]:
    return {
        "file.open": window.ask_file,
        "file.demo": window.make_demo,
        "file.close": window.close_film,
        "file.save-frame": window.shuttle.then(window.player.ask_frame_file),
        "file.export": window.show_export,
        "file.check": window.truth.ask_file,
        "file.settings": window.show_settings,
        "file.quit": window.close,
    }


def _edit(window: "MainWindow") -> dict[str, Deed]:
    stack = window.session.undo_stack
    return {
        "edit.undo": stack.createUndoAction(window, ACTIONS["edit.undo"].text),
        "edit.redo": stack.createRedoAction(window, ACTIONS["edit.redo"].text),
    }


def _person(window: "MainWindow") -> dict[str, Deed]:
    gallery = window.gallery

    def show_tracks() -> None:
        if gallery.chosen:
            gallery.open_person(gallery.chosen[0])

    return {
        "person.rename": gallery.edit_chosen,
        "person.tracks": show_tracks,
        "person.nobody": gallery.view.clearSelection,
        "person.photo": gallery.ask_photos,
        "person.forget-photos": gallery.forget_photos,
        "person.keep": window.across.keep_chosen,
        "person.gallery": window.across.show_known,
    }


def _play(window: "MainWindow") -> dict[str, Deed]:
    player, shuttle = window.player, window.shuttle

    def to_end() -> None:
        scene = window.session.scene
        if scene is not None:
            player.seek(scene.whole.end)

    return {
        "play.toggle": shuttle.then(player.toggle),
        "play.back": shuttle.backward,
        "play.stop": shuttle.stop,
        "play.forward": shuttle.forward,
        "play.only-look": player.bar.only_look.toggle,
        "play.loop": player.bar.loop.toggle,
        "play.around": shuttle.then(player.play_around),
        "play.who": shuttle.then(player.ask_who),
        "play.who-on-pause": player.bar.radar_on_pause,
        "play.slower": lambda: player.bar.change_rate(-1),
        "play.faster": lambda: player.bar.change_rate(1),
        "play.usual-speed": player.bar.usual_rate,
        "play.louder": lambda: player.bar.change_volume(1),
        "play.softer": lambda: player.bar.change_volume(-1),
        "play.mute": player.bar.mute.toggle,
        "play.sound": SoundMenu(window.session, ACTIONS["play.sound"].text, window).menuAction(),
        "play.frame-back": shuttle.then(lambda: player.step(-1)),
        "play.frame-on": shuttle.then(lambda: player.step(1)),
        "play.second-back": shuttle.then(lambda: player.seek(player.time - 1)),
        "play.second-on": shuttle.then(lambda: player.seek(player.time + 1)),
        "play.edit-back": shuttle.then(lambda: player.jump(-1)),
        "play.edit-on": shuttle.then(lambda: player.jump(1)),
        "play.start": shuttle.then(lambda: player.seek(Fraction(0))),
        "play.end": shuttle.then(to_end),
    }


def _timeline(window: "MainWindow") -> dict[str, Deed]:
    timeline = window.timeline.deeds

    def select_all() -> None:
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractItemView):
            focus.selectAll()
        else:
            timeline.select_all()

    snapping = window.timeline.snapping
    snapping.setText(ACTIONS["timeline.snap"].text)
    return {
        "timeline.split": timeline.split,
        "timeline.delete": timeline.delete,
        "timeline.delete-on": timeline.delete_and_go_on,
        "timeline.in": timeline.set_in,
        "timeline.out": timeline.set_out,
        "timeline.back": timeline.previous,
        "timeline.on": timeline.next,
        "timeline.all": select_all,
        "timeline.none": timeline.select_none,
        "timeline.copy": timeline.copy,
        "timeline.invert": timeline.invert,
        "timeline.rules": timeline.take_rules,
        "timeline.all-rules": timeline.take_all_rules,
        "timeline.marker": timeline.toggle_marker,
        "timeline.snap": snapping,
    }


def _view(window: "MainWindow") -> dict[str, Deed]:
    timeline = window.timeline
    timeline.source_timecode.setText(ACTIONS["view.source-timecode"].text)
    timeline.source_timecode.toggled.connect(window.player.count_from_source)
    return {
        "view.zoom-in": timeline.zoom_in,
        "view.zoom-out": timeline.zoom_out,
        "view.fit": timeline.fit,
        "view.source-timecode": timeline.source_timecode,
        "view.names": window.player.bar.names.toggle,
        "view.review": window.toggle_review,
        "view.full-screen": window.alone.toggle,
        **{f"view.{dock.objectName()}": dock.toggleViewAction() for dock in window.docks},
    }


def _help(window: "MainWindow") -> dict[str, Deed]:
    return {
        "help.keys": window.show_keys,
        "help.log": lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_file().parent))),
    }
