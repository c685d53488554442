"""What many scripts do: dlib's detector and embedding on five frames a second, each face compared with the photos.

Runs alone, with dlib, PyAV and NumPy: `loop.py WEIGHTS CLIP NAME=PHOTO...`; prints spans as JSON. The distance is the
0.6 that the package face_recognition compares with.
"""

import json
import sys
from pathlib import Path

import av
import dlib
import numpy as np

STEP_S = 0.2
SAME = 0.6


def main(weights: str, clip: str, photos: list[str]) -> None:
    find = dlib.get_frontal_face_detector()
    place = dlib.shape_predictor(f"{weights}/shape_predictor_5_face_landmarks.dat")
    embed = dlib.face_recognition_model_v1(f"{weights}/dlib_face_recognition_resnet_model_v1.dat")

    def faces(image: np.ndarray) -> list[np.ndarray]:
        # What PyAV gives may have gaps between its lines.
        image = np.ascontiguousarray(image)
        return [np.array(embed.compute_face_descriptor(image, place(image, box))) for box in find(image, 1)]

    known = [
        (name, vector) for name, photo in (one.split("=", 1) for one in photos) for vector in faces(picture(photo))
    ]
    spans = []
    wanted = 0.0
    with av.open(clip) as container:
        start = (container.start_time or 0) / 1e6
        for frame in container.decode(video=0):
            time = frame.time - start
            if time < wanted:
                continue
            wanted = time + STEP_S - 1e-3
            for vector in faces(frame.to_ndarray(format="rgb24")):
                near = min(known, key=lambda one: np.linalg.norm(one[1] - vector), default=None)
                if near is not None and np.linalg.norm(near[1] - vector) <= SAME:
                    spans.append((near[0], "face", time, time + STEP_S))
    print(json.dumps(spans))


def picture(path: str) -> np.ndarray:
    with av.open(str(Path(path))) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
