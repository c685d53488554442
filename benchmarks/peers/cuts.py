"""PySceneDetect's adaptive detector. Runs alone: `cuts.py CLIP...`; prints the first frames of shots as JSON."""

import json
import sys

import scenedetect


def main(clips: list[str]) -> None:
    found = [scenedetect.detect(clip, scenedetect.AdaptiveDetector()) for clip in clips]
    print(json.dumps([[start.frame_num for start, _ in scenes[1:]] for scenes in found]))


if __name__ == "__main__":
    main(sys.argv[1:])
