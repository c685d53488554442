"""How far an embedding of a face crop can be trusted: its size, sharpness, pose and how sure the detector was."""

import cv2
import numpy as np

from engine.types import Floats, Pixels


def pose_frontality(landmarks: Floats) -> float:
    """1 for a face that looks at the camera, 0 for a profile, from five landmarks (5, 2).

    The nose of a frontal face lies midway between the eyes, and the eyes are apart about as far as the eye line is
    from the mouth line; both shrink as the head turns.
    """
    eyes, nose, mouth = landmarks[:2], landmarks[2], landmarks[3:]
    across = eyes[1] - eyes[0]
    span = float(np.linalg.norm(across))
    down = float(np.linalg.norm(mouth.mean(0) - eyes.mean(0)))
    if span < 1e-3 or down < 1e-3:
        return 0.0
    offset = abs(float((nose - eyes.mean(0)) @ across) / span**2)
    # 0.5 = the nose stands below one eye: about 45 degrees of yaw.
    centred = max(0.0, 1 - offset / 0.6)
    spread = min(1.0, span / down / 0.75)
    return float(centred * spread)


def sharpness(aligned: Pixels) -> float:
    """0..1 from the energy of the Laplacian of an aligned crop, relative to its contrast."""
    grey = cv2.cvtColor(aligned, cv2.COLOR_RGB2GRAY).astype(np.float32)
    contrast = float(grey.std())
    if contrast < 2:
        return 0.0
    detail = float(cv2.Laplacian(cv2.GaussianBlur(grey, (0, 0), 1.0), cv2.CV_32F).std()) / contrast
    return min(1.0, detail / 0.25)


def face_quality(score: float, face_px: float, landmarks: Floats, aligned: Pixels) -> float:
    """0..1: product of what each cause leaves. `face_px`: face length in display pixels."""
    size = float(np.clip((face_px - 8) / 56, 0.05, 1.0)) ** 0.5
    pose = 0.25 + 0.75 * pose_frontality(landmarks)
    sharp = 0.4 + 0.6 * sharpness(aligned)
    return float(min(1.0, max(0.0, score)) * size * pose * sharp)
