"""The same networks without all that is around them: CenterFace and SFace on every frame, each face for itself.

`frames.py CLIP NAME=PHOTO...`; prints spans as JSON. The cosine is the 0.363 of OpenCV's sample for SFace.
"""

import json
import sys
from pathlib import Path

import numpy as np

from engine.describe.chips import cut_chip
from engine.describe.face import open_embedder
from engine.detect.faces import CenterFace
from engine.media.picture import DecodedFrame
from engine.media.video import VideoStreamer
from engine.pipeline.photos import PhotoReader, read_photos

LONGEST = 640
SAME = 0.363


def main(clip: str, photos: list[str]) -> None:
    detector, embedder = CenterFace.open(), open_embedder("sface")
    named = [(name, Path(path)) for name, path in (one.split("=", 1) for one in photos)]
    known = read_photos(named, PhotoReader(detector, embedder)).faces
    names = [name for name, faces in known.items() for _ in faces.vectors]
    vectors = np.concatenate([faces.vectors for faces in known.values()])
    spans = []
    with VideoStreamer(Path(clip)) as frames:
        last: DecodedFrame | None = None
        for frame in frames:
            if last is not None:
                spans += _shown(last, float(frame.time), frames.stream.display_size, detector, embedder, names, vectors)
            last = frame
    print(json.dumps(spans))


def _shown(frame, until, size, detector, embedder, names, vectors):  # type: ignore[no-untyped-def]
    width, height = (max(32, round(side * LONGEST / max(size))) for side in size)
    found = detector.detect(frame.scaled(width, height), frame.pts, size[0] / width)
    sure = [i for i, score in enumerate(found.scores) if score >= 0.5]
    chips = [cut_chip(frame, found.boxes[i], found.landmarks[i]) for i in sure]
    for vector in embedder.embed(chips) if chips else []:
        cosines = vectors @ vector
        if cosines.max() >= SAME:
            yield names[int(cosines.argmax())], "face", float(frame.time), until


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
