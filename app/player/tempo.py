"""How fast a player runs, and whether it is heard: as the user says, or silent and in haste on the way to a place."""

from fractions import Fraction

from app.player.queued_player import QueuedPlayer

APPROACH_RATE = 4.0
NEAR_S = Fraction(1, 2)
"""From here on a place is approached at the usual speed, so that it is not run past."""
SILENT_FROM = 4.0
"""Above this speed sound is noise."""


class Tempo:
    """Seconds of film a second, and loudness, of one player."""

    def __init__(self, player: QueuedPlayer) -> None:
        self._player = player
        self.speed = 1.0
        """As the user says."""
        self.is_approaching = False
        self._muted = False
        self._rate = 1.0

    def set_speed(self, speed: float) -> None:
        self.speed = speed
        self._use(speed)
        self._tell_sound()

    def set_volume(self, volume: float, muted: bool) -> None:
        """0..1, as loud as the ear finds it even (Qt takes linear amplitudes)."""
        self._player.sound.setVolume(volume**2)
        self._muted = muted
        self._tell_sound()

    def approach(self, on: bool) -> None:
        """On the way nothing is heard; thereafter all is as the user says."""
        self.is_approaching = on
        if not on:
            self._use(self.speed)
        self._tell_sound()

    def hurry(self, left: Fraction) -> None:
        """`left`: seconds of film to the place."""
        self._use(min(self.speed, 1.0) if left < NEAR_S else APPROACH_RATE)

    def _use(self, rate: float) -> None:
        if rate != self._rate:
            self._rate = rate
            self._player.rate.emit(rate)

    def _tell_sound(self) -> None:
        self._player.sound.setMuted(self._muted or self.is_approaching or self.speed > SILENT_FROM)
