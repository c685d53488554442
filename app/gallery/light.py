"""Make faces out of dark scenes light enough to be known on a card; elsewhere they show as they are in the film."""

import numpy as np
from PySide6.QtGui import QImage

DARK = 70
"""Of 255: a picture whose median is below is lifted, so that its median comes to lie here."""
MOST = 2.6
"""Of the exponent: more would show nothing but noise."""


def lifted(image: QImage) -> QImage:
    """The same image, or a lighter one where it is dark; black stays black and white stays white."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    pixels = rows[:, : 3 * plain.width()]
    middle = float(np.median(pixels))
    if middle >= DARK:
        return image
    exponent = min(MOST, float(np.log(max(middle, 1.0) / 255) / np.log(DARK / 255)))
    table = np.round(255 * (np.arange(256) / 255) ** (1 / exponent)).astype(np.uint8)
    lighter = np.ascontiguousarray(table[pixels])
    return QImage(lighter.data, plain.width(), plain.height(), 3 * plain.width(), QImage.Format.Format_RGB888).copy()
