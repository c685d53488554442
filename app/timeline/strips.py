"""Paint the film itself: pictures, shots and sound."""

from fractions import Fraction

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from app.session import Wanted
from app.timeline import geometry as geo
from app.timeline.picture import Stripe, faint, fill_columns


def paint_film(painter: QPainter, stripe: Stripe) -> None:
    """Pictures side by side, each of the moment at its left edge; what is still to come is asked for."""
    strip, video, box = stripe.picture.session.film_strip, stripe.scene.media.video, stripe.box
    painter.fillRect(box, QColor(stripe.theme.ground))
    if strip is None or video is None:
        return
    frame = 1 / (video.frame_rate or Fraction(25))
    step, slots = geo.slots(stripe.view, stripe.scene.whole.start, frame, box.height() * strip.aspect)
    # The frame on screen, though a time in thousandths or a wavering rate puts it a little later.
    late = Fraction(0) if step == 1 else step * frame
    strip.want([Wanted(slot.frame, slot.time + frame / 8, late) for slot in slots])
    for slot in slots:
        image = strip.get(slot.frame, step)
        place = QRectF(slot.left, box.top(), slot.width - 1, box.height())
        if image is None or image.isNull():
            painter.fillRect(place, QColor(stripe.theme.raised))
        else:
            painter.drawImage(place, image, _middle(image, place.width() / place.height()))


def _middle(image: QImage, aspect: float) -> QRectF:
    """The part of a picture that has the shape of its place."""
    width, height = float(image.width()), float(image.height())
    wide, high = min(width, height * aspect), min(height, width / aspect)
    return QRectF((width - wide) / 2, (height - high) / 2, wide, high)


def paint_shots(painter: QPainter, stripe: Stripe) -> None:
    theme, marks, box = stripe.theme, stripe.scene.shot_marks, stripe.box
    painter.fillRect(box, QColor(theme.ground))
    for run in geo.runs(marks.starts, marks.ends, marks.values, stripe.view):
        shade = QColor(theme.raised if run.value else theme.line)
        painter.fillRect(QRectF(run.left, box.top(), max(1.0, run.right - run.left), box.height()), shade)


def paint_sound(painter: QPainter, stripe: Stripe) -> None:
    """Least and greatest sample of each column, around the line of silence."""
    theme, view, box, dense = stripe.theme, stripe.view, stripe.box, stripe.dense
    painter.fillRect(box, QColor(theme.ground))
    waveform = stripe.picture.session.waveform
    if waveform is None or waveform.peaks is None:
        return
    peaks = waveform.peaks
    width = max(1, round(view.width * dense))
    seen = peaks.columns(view.left, 1 / (view.px_per_s * dense), width) * peaks.gain
    # Silence shows as a thin line, so that no sound and not yet read look different.
    half = 0.5 / max(1.0, box.height() * dense)
    fill_columns(painter, box, seen[:, 1] / 2 + 0.5 + half, seen[:, 0] / 2 + 0.5 - half, QColor(theme.muted), dense)
    read_until = view.x(peaks.until)
    if waveform.busy and read_until < box.width():
        unread = QRectF(max(0.0, read_until), box.top(), box.width() - max(0.0, read_until), box.height())
        painter.fillRect(unread, faint(QColor(theme.panel), 0.7))
