"""The player: one place that knows which time is shown, whether it comes from a still or from playing."""

from bisect import bisect_left, bisect_right
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QSettings, Signal
from PySide6.QtMultimedia import QVideoFrame
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.player.alone import FloatingBar
from app.player.bar import TransportBar
from app.player.canvas import PictureCanvas
from app.player.clock_field import time_of_text
from app.player.counter import Counter
from app.player.picking import picked
from app.player.playback import PROGRAM_STREAM, Playback
from app.player.programme import Programme, around, current, in_frames, nearest_edit
from app.player.snapshot import Snapshots, proposed_name
from app.player.spotter import Spotter
from app.player.stills import Still, Stills
from app.session import Change, Session
from engine.errors import UserError
from engine.types import Media


class PlayerView(QWidget):
    """Seeks and steps show exactly the frame that was asked for; play shows what the sink gets."""

    moved = Signal(object)
    """Time of the frame that is shown now, `Fraction` seconds."""
    failed = Signal(object)
    still_shown = Signal()
    """An exact frame is on the screen."""
    saved = Signal(object)
    """`Path` of a frame that was saved."""
    alone_asked = Signal()
    """A double click: the picture alone on the screen, or back."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stills: Stills | None = None
        self._playback: Playback | None = None
        self._snapshots = Snapshots(self)
        self._snapshots.failed.connect(self.failed)
        self._snapshots.saved.connect(self.saved)
        self._target = Fraction(0)
        self._from_source = True
        self._programme = Programme()
        self.canvas = PictureCanvas()
        self.bar = TransportBar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.bar)
        self.floating = FloatingBar(self, layout, self.canvas, self.bar)
        self._spotter = Spotter(session, self.canvas, self.bar, self)
        self._spotter.failed.connect(self.failed)
        self._connect()

    def _connect(self) -> None:
        canvas, bar = self.canvas, self.bar
        canvas.clicked.connect(self._choose)
        canvas.pressed.connect(self.toggle)
        canvas.doubled.connect(self._doubled)
        canvas.wheeled.connect(bar.change_volume)
        bar.toggled.connect(self.toggle)
        bar.stepped.connect(self.step)
        bar.jumped.connect(self.jump)
        bar.who_asked.connect(self.ask_who)
        bar.clock.asked.connect(self.go_to)
        bar.rate_chosen.connect(self._set_rate)
        bar.volume_chosen.connect(self._set_volume)
        bar.only_look.toggled.connect(self._replay)
        bar.loop.toggled.connect(self._replay)
        bar.names.toggled.connect(self._names_toggled)
        self._session.changed.connect(self._follow)

    @property
    def time(self) -> Fraction:
        """Of the frame that is shown, or that was asked for and is on its way."""
        return self._target

    @property
    def is_playing(self) -> bool:
        return self._playback is not None and self._playback.is_playing

    @property
    def rate(self) -> float:
        """Seconds of film a second, while it plays."""
        return self.bar.speed

    @property
    def is_busy(self) -> bool:
        """Whether a still is on its way."""
        return self._stills is not None and self._stills.busy

    def keep_in(self, settings: QSettings) -> None:
        """Where volume and radar are kept from one start of the program to the next."""
        self.bar.keep_in(settings)

    def count_from_source(self, on: bool) -> None:
        """Whether the counter begins with the start timecode of the file, where it has one."""
        self._from_source = on
        self._shown(self._target)

    # What the user does.

    def seek(self, time: Fraction) -> None:
        """Show the frame on screen at `time`; playing goes on from there."""
        scene = self._session.scene
        if scene is None or self._stills is None:
            return
        self._target = min(max(time, scene.whole.start), scene.whole.end)
        if self.is_playing:
            self._play(self._usual())
        else:
            self._stills.ask(self._target)
        self.moved.emit(self._target)

    def go_to(self, text: str) -> None:
        """Go to a time that was typed."""
        counter = self._counter
        if counter is None:
            return
        try:
            self.seek(time_of_text(text, self._target, counter.code, counter.edges))
        except UserError as error:
            self.failed.emit(error)

    def step(self, frames: int) -> None:
        self.pause(looking=False)
        if self._counter is not None:
            self.seek(self._counter.stepped(self._target, frames))

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
            self._play(self._usual())

    def play_around(self, time: Fraction | None = None) -> None:
        """Play two seconds before to two seconds after `time` and come back to it; None: the nearest edit point."""
        scene = self._session.scene
        if scene is None:
            return
        if time is None:
            segments = [segment.span for segment in self._session.cut.segments]
            time = nearest_edit(self._target, segments, scene.shots)
        if time is None:
            return
        span = around(time, scene.whole)
        self._target = span.start
        self._play(Programme(in_frames([span], self._session.edges), back_to=time))

    def pause(self, looking: bool = True) -> None:
        """`looking`: whether the radar may name who is in the picture, as the bar says."""
        if self._playback is not None and self._playback.is_playing:
            self._playback.pause()
            self.bar.show_playing(False)
            if looking:
                self._spotter.paused()
            # What the sink showed is replaced by the same frame at full size, exact to the frame.
            self.seek(self._target)

    def ask_who(self) -> None:
        """Name everyone in the picture, now."""
        if self._session.scene is None:
            return
        self.pause(looking=False)
        self._spotter.ask(still_comes=self.is_busy)

    def ask_frame_file(self) -> None:
        """Save the frame that is shown, under a name that is asked for."""
        scene, counter = self._session.scene, self._counter
        if scene is None or counter is None:
            return
        self.pause(looking=False)
        folder = scene.media.path.parent
        name, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save this frame"),
            str(folder / proposed_name(scene.media.path, counter.text(self._target))),
            self.tr("Pictures ({0})").format("*.png *.jpg *.webp *.tiff"),
        )
        if name:
            self.save_frame(Path(name))

    def save_frame(self, path: Path) -> None:
        """Write the frame on screen, at full size, once it is there."""
        self.pause(looking=False)
        if self._stills is not None:
            self._stills.ask_for(self._target, lambda still: self._snapshots.save(still.image, path))

    def close_film(self) -> None:
        self._spotter.forget()
        if self._playback is not None:
            self._playback.close()
            self._playback = None
        if self._stills is not None:
            self._stills.close()
            self._stills.deleteLater()
            self._stills = None
        self._snapshots.close()
        self._programme = Programme()
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
        if change & Change.CUT and (self.bar.only_look.isChecked() or self.bar.loop.isChecked()):
            self._replay()
        if change & Change.SOUND:
            self._change_sound()
        if change & Change.EDGES:
            self._shown(self._target)

    def _change_film(self) -> None:
        self.close_film()
        scene = self._session.scene
        if scene is None:
            return
        self._stills = Stills(self._session, scene.media, self)
        self._stills.ready.connect(self._show_still)
        self._stills.failed.connect(self.failed)
        self.seek(scene.whole.start)

    def _change_sound(self) -> None:
        """Players that have begun with another sound track are done with."""
        playing = self.is_playing
        if self._playback is not None:
            self._playback.close()
            self._playback = None
        if playing:
            self._play(self._programme)

    def _usual(self) -> Programme:
        """What the switches of the bar say."""
        scene, edges = self._session.scene, self._session.edges
        assert scene is not None
        segments = in_frames((segment.span for segment in self._session.cut.segments), edges)
        if self.bar.loop.isChecked():
            here = current(self._target, segments, scene.shots, scene.whole)
            return Programme(in_frames([here], edges), looping=True)
        return Programme(segments) if self.bar.only_look.isChecked() and self._session.choice.anchors else Programme()

    def _play(self, programme: Programme) -> None:
        scene = self._session.scene
        assert scene is not None
        self._target = programme.begin(self._target, scene.whole)
        self._spotter.forget()
        self._programme = programme
        playback = self._open_playback(scene.media)
        # From the frame on that is on screen.
        playback.play(
            self._counter.stepped(self._target, 0) if self._counter else self._target,
            programme.spans,
            programme.looping,
        )
        self.bar.show_playing(self.is_playing)

    def _open_playback(self, media: Media) -> Playback:
        if self._playback is None:
            # Which of several Qt takes by itself need not be the one that the waveform shows.
            sound = self._session.sound if len(media.audio) > 1 else 0
            begin, wavers = media.video.start if media.video else None, media.container == PROGRAM_STREAM
            self._playback = Playback(media.path, self, begin, sound, wavers)
            self._playback.shown.connect(self._show_frame)
            self._playback.ended.connect(self._ended)
            self._playback.set_volume(self.bar.volume.value() / 100, self.bar.mute.isChecked())
            self._playback.set_rate(self.bar.rate.currentData())
        return self._playback

    def _set_rate(self, rate: float) -> None:
        if self._playback is not None:
            self._playback.set_rate(rate)

    def _set_volume(self, volume: float, muted: bool) -> None:
        if self._playback is not None:
            self._playback.set_volume(volume, muted)

    def _replay(self) -> None:
        """The switches or the cut are others now. While an analysis runs that is often so, mostly further on."""
        if self._playback is None or not self.is_playing or self._programme.back_to is not None:
            return
        programme = self._usual()
        if programme.spans and not programme.looping and self._playback.follow(programme.spans):
            self._programme = programme
        elif programme != self._programme:
            self._play(programme)

    def _ended(self) -> None:
        self.bar.show_playing(False)
        back_to, self._programme = self._programme.back_to, replace(self._programme, back_to=None)
        self.seek(self._target if back_to is None else back_to)

    def _show_frame(self, frame: QVideoFrame, time: Fraction) -> None:
        self._target = self._counter.exact(time) if self._counter else time
        self._shown(self._target)
        self.canvas.show_image(frame.toImage(), self._target)
        self.moved.emit(self._target)

    def _show_still(self, still: Still) -> None:
        if not self.is_playing:
            self.canvas.show_image(still.image, still.time)
            self._shown(still.time)
            self._spotter.still_shown(still_comes=self.is_busy)
            self.still_shown.emit()

    def _shown(self, time: Fraction) -> None:
        if self._counter is not None:
            self.bar.clock.show_time(self._counter.text(time))
            self.bar.number.setText(self._counter.number(time))

    @property
    def _counter(self) -> Counter | None:
        scene = self._session.scene
        video = scene.media.video if scene else None
        return Counter(video, self._session.edges, self._from_source) if video else None

    def _choose(self, track: int, adding: bool) -> None:
        scene = self._session.scene
        card = scene.card_of(track) if scene else None
        if card is None:
            return
        self._session.pick(picked(self._session.choice, card, adding))

    def _doubled(self) -> None:
        # The first of the two clicks has started or stopped the play.
        self.toggle()
        self.alone_asked.emit()

    def _names_toggled(self, shown: bool) -> None:
        self.canvas.marks_shown = shown
        self.canvas.forget_spotted()
