"""One of Qt's players with its sound and its sink, which is never called while Python's lock is held for long.

Many calls of QMediaPlayer wait for threads of its own, and PySide keeps Python's lock while they do. Were such a thread
to want Python meanwhile, say for a log message, both would wait for ever. So everything that is asked of a player goes
through the event loop, where nobody holds the lock, and frames come back the same way.
"""

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer, QVideoFrame, QVideoSink

QUEUED = Qt.ConnectionType.QueuedConnection


class QueuedPlayer(QObject):
    """Emit the first group of signals to ask it; hear the second. What is asked happens in order, later.

    Its owner is deleted by `end`, after all that was asked before: a player that has no film any more has no thread to
    wait for.
    """

    play = Signal()
    pause = Signal()
    stop = Signal()
    position = Signal("qlonglong")  # type: ignore[arg-type]  # Qt knows types by name, its stubs do not.
    rate = Signal(float)
    sound_track = Signal(int)
    """From 0 on."""
    source = Signal(QUrl)
    end = Signal()

    framed = Signal(QVideoFrame)
    status = Signal(QMediaPlayer.MediaStatus)
    failed = Signal(QMediaPlayer.Error, str)

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self.player = player = QMediaPlayer(self)
        self.sound = QAudioOutput(self)
        self._sink = QVideoSink(self)
        player.setAudioOutput(self.sound)
        player.setVideoSink(self._sink)
        if hasattr(player, "setPitchCompensation"):
            # Since Qt 6.10; before, voices rise with the speed.
            player.setPitchCompensation(True)
        for signal, slot in (
            (self.play, player.play), (self.pause, player.pause), (self.stop, player.stop),
            (self.position, player.setPosition), (self.rate, player.setPlaybackRate), (self.source, player.setSource),
            (self.sound_track, player.setActiveAudioTrack), (self.end, owner.deleteLater),
        ):  # fmt: skip
            signal.connect(slot, QUEUED)
        self._sink.videoFrameChanged.connect(self.framed, QUEUED)
        player.mediaStatusChanged.connect(self.status, QUEUED)
        player.errorOccurred.connect(self.failed, QUEUED)

    def silence(self) -> None:
        """No frame is told of any more."""
        self._sink.videoFrameChanged.disconnect(self.framed)
