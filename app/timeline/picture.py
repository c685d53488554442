"""All that a painting of the timeline depends on, and the few strokes that every stripe uses."""

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPalette

from app.session import Cut, Marks, Scene, Session
from app.theme import Theme, theme_of
from app.timeline import geometry as geo
from engine.edit.timecode import Timecode, timecode_of

SMALL = 0.85
"""Size of the letters on the timeline, by that of the window."""
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class Picture:
    """One moment of the timeline. `selected`: indices of the segments that are marked."""

    session: Session
    view: geo.View
    time: Fraction
    palette: QPalette
    font: QFont
    rows: tuple[geo.Row, ...]
    selected: frozenset[int] = field(default=frozenset())
    source_timecode: bool = True

    @property
    def theme(self) -> Theme:
        return theme_of(self.palette)

    @property
    def small(self) -> QFont:
        return small_font(self.font)


@dataclass(frozen=True, slots=True)
class Stripe:
    """One stripe to be painted: what of the film it belongs to, and where it lies."""

    picture: Picture
    scene: Scene
    cut: Cut
    row: geo.Row
    box: QRectF
    dense: float
    """Device pixels in a pixel."""

    @property
    def theme(self) -> Theme:
        return self.picture.theme

    @property
    def view(self) -> geo.View:
        return self.picture.view


def small_font(font: QFont) -> QFont:
    small = QFont(font)
    if font.pointSizeF() > 0:
        small.setPointSizeF(font.pointSizeF() * SMALL)
    else:
        small.setPixelSize(max(1, round(font.pixelSize() * SMALL)))
    return small


def plan_of(session: Session, font: QFont) -> geo.Plan:
    """Which stripes there are to be seen now."""
    waveform = session.waveform
    return geo.Plan(
        lanes=tuple(tuple(modality for modality, _ in lane.evidence) for lane in session.cut.lanes),
        sound=waveform is not None and waveform.peaks is not None,
        markers=bool(session.markers),
        text_px=max(geo.TEXT_PX, round(QFontMetricsF(small_font(font)).height())),
    )


def count_of(scene: Scene, source: bool) -> Timecode:
    """How the frames of the film are counted."""
    assert scene.media.video is not None
    return timecode_of(scene.media.video, source)


def person_colour(theme: Theme, scene: Scene, anchor: int) -> QColor:
    """The colour of whoever has that track; that of its place in the cast."""
    return theme.person(scene.place_of(anchor) or 0)


def columns(marks: Marks, stripe: Stripe) -> geo.Floats:
    return geo.columns(marks.starts, marks.ends, marks.values, stripe.view, stripe.dense)


def fill_columns(
    painter: QPainter, box: QRectF, tops: geo.Floats, bottoms: geo.Floats, colour: QColor, dense: float
) -> None:
    """A bar in each column of device pixels from `bottoms` up to `tops`, both (n,) in 0..1 of the height of `box`."""
    high = max(1, round(box.height() * dense))
    rows = np.arange(high, dtype=np.int16)[:, None]
    # A row is in where its middle is.
    begin = np.rint((1 - tops) * high).astype(np.int16)
    end = np.rint((1 - bottoms) * high).astype(np.int16)
    pixels = ((rows >= begin) & (rows < end)) * _premultiplied(colour)
    image = QImage(pixels.data, len(tops), high, 4 * len(tops), QImage.Format.Format_ARGB32_Premultiplied)
    painter.drawImage(QRectF(box.left(), box.top(), len(tops) / dense, high / dense), image)


def _premultiplied(colour: QColor) -> np.uint32:
    """What QImage keeps of a colour in its fastest format."""
    alpha = colour.alpha()
    red, green, blue = (part * alpha // 255 for part in (colour.red(), colour.green(), colour.blue()))
    return np.uint32(alpha << 24 | red << 16 | green << 8 | blue)


def faint(colour: QColor, share: float) -> QColor:
    """A colour that lets what is under it shine through."""
    return QColor(colour.red(), colour.green(), colour.blue(), round(255 * share))
