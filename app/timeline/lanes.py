"""Paint where the chosen persons are: what each modality says, and how sure that makes it."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.timeline.picture import Stripe, columns, faint, fill_columns, person_colour

LEAST = 0.25
"""Height of evidence that is hardly sure, by the height of its lane: it must be seen all the same."""


def paint_evidence(painter: QPainter, stripe: Stripe) -> None:
    """Where one modality shows the person; the surer, the higher."""
    lane = stripe.cut.lanes[stripe.row.lane]
    marks = next(marks for modality, marks in lane.evidence if modality == stripe.row.modality)
    painter.fillRect(stripe.box, QColor(stripe.theme.ground))
    values = columns(marks, stripe)
    tops = np.where(values > 0, LEAST + (1 - LEAST) * values, 0)
    box = stripe.box.adjusted(0, 1, 0, -1)
    fill_columns(
        painter, box, tops, np.zeros(len(tops)), person_colour(stripe.theme, stripe.scene, lane.anchor), stripe.dense
    )


def paint_lane(painter: QPainter, stripe: Stripe) -> None:
    """How sure it is that the person is there, as a curve of steps, with the threshold of the rules."""
    theme, box, dense = stripe.theme, stripe.box, stripe.dense
    lane = stripe.cut.lanes[stripe.row.lane]
    painter.fillRect(box, QColor(theme.ground))
    colour = person_colour(theme, stripe.scene, lane.anchor)
    inner = QRectF(0, box.top() + 2, box.width(), box.height() - 2)
    values = columns(lane.marks, stripe)
    fill_columns(painter, inner, values, np.zeros(len(values)), faint(colour, 0.35), dense)
    high = max(1.0, inner.height() * dense)
    # The line joins each step to the one before it.
    thick = max(1.0, round(1.5 * dense)) / high
    before = np.concatenate([values[:1], values[:-1]])
    line = np.where((values > 0) | (before > 0), np.maximum(values, before), 0)
    fill_columns(painter, inner, line, np.maximum(0, np.minimum(values, before) - thick), colour, dense)
    threshold = inner.bottom() - inner.height() * stripe.picture.session.rules.min_confidence
    painter.setPen(QPen(QColor(theme.text), 1, Qt.PenStyle.DotLine))
    painter.drawLine(QPointF(0, threshold), QPointF(box.width(), threshold))
