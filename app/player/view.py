"""The player: one place that knows which time is shown, whether it comes from a still or from playing."""

from bisect import bisect_left, bisect_right
from fractions import Fraction

from PySide6.QtCore import Signal
from PySide6.QtMultimedia import QVideoFrame
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.commands import Choice
from app.player.bar import TransportBar
from app.player.canvas import PictureCanvas
from app.player.playback import EARLY_S, Playback
from app.player.stills import Still, Stills
from app.session import Change, Session
from app.widgets import clock_text


class PlayerView(QWidget):
    """Seeks and steps show exactly the frame that was asked for; play shows what the sink gets."""

    moved = Signal(object)
    """Time of the frame that is shown now, `Fraction` seconds."""
    failed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stills: Stills | None = None
        self._playback: Playback | None = None
        self._target = Fraction(0)
        self.canvas = PictureCanvas()
        self.canvas.clicked.connect(self._choose)
        self.canvas.pressed.connect(self.toggle)
        self.bar = TransportBar()
        self.bar.toggled.connect(self.toggle)
        self.bar.stepped.connect(self.step)
        self.bar.jumped.connect(self.jump)
        self.bar.rate_chosen.connect(lambda rate: self._playback and self._playback.set_rate(rate))
        self.bar.volume_chosen.connect(lambda volume: self._playback and self._playback.set_volume(volume))
        self.bar.only_look.toggled.connect(self._only_look_toggled)
        self.bar.names.toggled.connect(self._names_toggled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.bar)
        session.changed.connect(self._follow)

    @property
    def time(self) -> Fraction:
        """Of the frame that is shown, or that was asked for and is on its way."""
        return self._target

    @property
    def is_playing(self) -> bool:
        return self._playback is not None and self._playback.is_playing

    @property
    def is_busy(self) -> bool:
        """Whether a still is on its way."""
        return self._stills is not None and self._stills.busy

    # What the user does.

    def seek(self, time: Fraction) -> None:
        """Show the frame on screen at `time`; playing goes on from there."""
        scene = self._session.scene
        if scene is None or self._stills is None:
            return
        self._target = min(max(time, scene.whole.start), scene.whole.end)
        if self.is_playing:
            self._play()
        else:
            self._stills.ask(self._target)
        self.moved.emit(self._target)

    def step(self, frames: int) -> None:
        self.pause()
        self.seek(self._stepped(frames))

    def jump(self, direction: int) -> None:
        """To the previous or next edge of a kept segment."""
        edges = sorted({edge for one in self._session.cut.segments for edge in (one.span.start, one.span.end)})
        if not edges:
            return
        index = bisect_left(edges, self._target) - 1 if direction < 0 else bisect_right(edges, self._target)
        if 0 <= index < len(edges):
            self.seek(edges[index])

    def toggle(self) -> None:
        if self.is_playing:
            self.pause()
        elif self._session.scene is not None:
            self._play()

    def pause(self) -> None:
        if self._playback is not None and self._playback.is_playing:
            self._playback.pause()
            self.bar.show_playing(False)
            # What the sink showed is replaced by the same frame at full size, exact to the frame.
            self.seek(self._target)

    def close_film(self) -> None:
        if self._playback is not None:
            self._playback.close()
            self._playback.deleteLater()
            self._playback = None
        if self._stills is not None:
            self._stills.close()
            self._stills.deleteLater()
            self._stills = None
        self.bar.show_playing(False)
        self.canvas.clear()

    # Inside.

    def _follow(self, change: Change) -> None:
        scene = self._session.scene
        if change & Change.FILM:
            self._change_film()
        if change & (Change.SCENE | Change.FILM):
            self.canvas.show_scene(scene)
        if change & (Change.SCENE | Change.CHOICE):
            cards = [scene.card_of(anchor) for anchor in self._session.choice.anchors] if scene else []
            self.canvas.show_chosen(frozenset(track for card in cards if card for track in card.tracks))
        if change & Change.CUT and self.is_playing and self.bar.only_look.isChecked():
            self._play()

    def _change_film(self) -> None:
        self.close_film()
        scene = self._session.scene
        if scene is None:
            return
        self._stills = Stills(self._session, scene.media, self)
        self._stills.ready.connect(self._show_still)
        self._stills.failed.connect(self.failed)
        self.seek(scene.whole.start)

    def _play(self) -> None:
        scene = self._session.scene
        assert scene is not None
        if self._playback is None:
            self._playback = Playback(scene.media.path, self)
            self._playback.shown.connect(self._show_frame)
            self._playback.ended.connect(self._ended)
            self._playback.set_volume(self.bar.volume.value() / 100)
            self._playback.set_rate(self.bar.rate.currentData())
        spans = None
        if self.bar.only_look.isChecked() and self._session.choice.anchors:
            spans = [segment.span for segment in self._session.cut.segments]
            if spans and self._target >= spans[-1].end:
                self._target = spans[0].start
        elif self._target >= scene.whole.end - Fraction(1, 10):
            self._target = scene.whole.start
        self._playback.play(self._target, spans)
        self.bar.show_playing(self._playback.is_playing)

    def _ended(self) -> None:
        self.bar.show_playing(False)
        self.seek(self._target)

    def _show_frame(self, frame: QVideoFrame, time: Fraction) -> None:
        self._target = time + EARLY_S
        self._shown(time)
        self.canvas.show_image(frame.toImage(), time + EARLY_S)
        self.moved.emit(time)

    def _show_still(self, still: Still) -> None:
        if not self.is_playing:
            self.canvas.show_image(still.image, still.time)
            self._shown(still.time)

    def _shown(self, time: Fraction) -> None:
        self.bar.clock.setText(f"{clock_text(time, 2)}{self._number(time)}")

    def _number(self, time: Fraction) -> str:
        """Of the frame, counted from 1; empty until all frames are known."""
        edges = self._session.edges
        return "" if edges is None else f"   #{bisect_right(edges, time + EARLY_S)}"

    def _stepped(self, frames: int) -> Fraction:
        """The time of the frame so many on. Before the times of all frames are known, the film's rate has to do."""
        edges, scene = self._session.edges, self._session.scene
        if edges is not None:
            last = len(edges) - 2
            index = min(bisect_right(edges, self._target) - 1, last) + frames
            return edges[min(max(index, 0), last)]
        rate = scene.media.video.frame_rate if scene and scene.media.video else Fraction(25)
        return self._target + frames / rate

    def _choose(self, track: int, adding: bool) -> None:
        scene = self._session.scene
        card = scene.card_of(track) if scene else None
        if card is None:
            return
        before = self._session.choice
        if adding:
            others = tuple(anchor for anchor in before.anchors if anchor not in card.tracks)
            chosen = any(anchor in card.tracks for anchor in before.anchors)
            self._session.pick(Choice(others if chosen else (*others, card.anchor), before.combination))
        else:
            self._session.pick(Choice((card.anchor,), before.combination))

    def _only_look_toggled(self) -> None:
        if self.is_playing:
            self._play()

    def _names_toggled(self, shown: bool) -> None:
        self.canvas.marks_shown = shown
        self.canvas.update()
