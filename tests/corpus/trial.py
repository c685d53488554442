"""Try files one after the other in a process of its own, which a decoder may take down without taking the others.

Reads a file name as JSON from each line of its input; answers each with one line of JSON: what became of it.
"""

import json
import resource
import sys
import traceback
import warnings
from fractions import Fraction
from pathlib import Path

from engine.errors import UserError
from engine.media.audio import read_audio
from engine.media.probe import probe, require_video
from engine.media.reader import open_reader
from engine.media.video import VideoStreamer

# What one file may take: far more than it needs, far less than what takes a machine down.
MEMORY_BYTES = 4 << 30
MOST_FRAMES = 400
MOST_SOUND_S = 120


def look(path: Path) -> dict[str, object]:
    """Read the whole film as the analysis and the player do. Raises UserError where a sentence refuses it."""
    media = probe(path)
    video = require_video(media)
    times: list[Fraction] = []
    with VideoStreamer(media, threads=1) as frames:
        for frame in frames:
            times.append(frame.time)
            if len(times) == MOST_FRAMES:
                break
    wrong = [f"frame {n} is not after the one before" for n in range(1, len(times)) if times[n] <= times[n - 1]]
    if times:
        reader = open_reader(media)
        try:
            middle = reader.at(times[len(times) // 2])
        finally:
            reader.close()
        if middle.image.ndim != 3 or middle.image.shape[2] != 3:
            wrong.append(f"a picture has the shape {middle.image.shape}")
    heard = Fraction(0)
    if media.audio:
        for block in read_audio(media):
            heard = block.start + Fraction(len(block.samples), block.rate)
            if heard > MOST_SOUND_S:
                break
    return {"frames": len(times), "wrong": wrong, "size": [video.width, video.height], "heard": float(heard)}


def judged(path: Path) -> dict[str, object]:
    """What became of a file: "right", "refused" with its sentence, or "fault" with its traceback."""
    try:
        found = look(path)
    except UserError as error:
        return {"outcome": "refused", "sentence": str(error)}
    except Exception:  # noqa: BLE001  Whatever a file brings about is what is counted here.
        return {"outcome": "fault", "detail": traceback.format_exc()}
    return {"outcome": "fault", "detail": found["wrong"]} if found["wrong"] else {"outcome": "right", **found}


def main() -> None:
    warnings.simplefilter("error")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    for line in sys.stdin:
        print(json.dumps(judged(Path(json.loads(line)))), flush=True)


if __name__ == "__main__":
    main()
