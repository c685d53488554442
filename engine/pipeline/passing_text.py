"""Read the text of a film's pictures as they pass, so that captions cost no second decoding."""

from fractions import Fraction

from engine.detect.text import TextFinder
from engine.detect.text_reader import TextReader
from engine.detect.zoom import LARGE_PICTURE
from engine.media.picture import DecodedFrame
from engine.media.probe import require_video
from engine.settings import Device
from engine.track.captions import Reading
from engine.types import Media

EVERY_S = Fraction(1)
"""A caption that is to be read stays for more than a second."""


class PassingText:
    """Call it with each frame of a film, in order; it reads the first one of each second.

    Which frames are read depends on their times alone, so that it does not matter in which pass they came by, nor where
    a pass was broken off. `seen`: the lines of each frame that was read, by its time. `first_slot`: the first second
    of the film of which this pass sees all, None until `begin` tells that it takes place.
    """

    def __init__(self, media: Media, finder: TextFinder, reader: TextReader) -> None:
        self._size = require_video(media).display_size
        self._finder = finder
        self._reader = reader
        self._last = -1
        self.first_slot: int | None = None
        self.seen: dict[Fraction, tuple[Reading, ...]] = {}

    @classmethod
    def open_if_there(cls, media: Media, device: Device = "auto") -> "PassingText | None":
        """None where the networks for text are not on this machine."""
        finder, reader = TextFinder.open_if_there(device), TextReader.open_if_there(device)
        return cls(media, finder, reader) if finder and reader else None

    def begin(self, start: Fraction) -> None:
        """Frames before `start` are left to another pass, and so is the second in which it lies."""
        self.first_slot = -(-start // EVERY_S)
        self._last = self.first_slot - 1

    def __call__(self, frame: DecodedFrame) -> None:
        slot = max(0, frame.time // EVERY_S)
        if slot <= self._last:
            return
        self._last = slot
        picture = frame.scaled(*self._size)
        lines = self._reader.read(picture, self._finder.find(picture).boxes)
        self.seen[frame.time] = tuple(Reading(line.text, line.box, line.confidence) for line in lines)


def is_large(media: Media) -> bool:
    """Whether pictures that no other depends on are left undecoded, as a scan does unless it is thorough."""
    return max(require_video(media).display_size) >= LARGE_PICTURE
