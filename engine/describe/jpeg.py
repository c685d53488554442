"""Keep crops small: pictures as JPEG."""

import cv2
import numpy as np

from engine.types import Pixels


def jpeg_of(image: Pixels, quality: int) -> bytes:
    """`image`: (h, w, 3) uint8 RGB. `quality`: 0..100. Raises ValueError for what is no picture."""
    ok, data = cv2.imencode(".jpg", np.ascontiguousarray(image[:, :, ::-1]), [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not ok:
        raise ValueError(f"a crop of {image.shape} could not be written as JPEG")
    return data.tobytes()
