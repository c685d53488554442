"""face-grouper sorts whole clips by person, so it is given a clip in pieces of a second, and the pieces are the spans.

Runs alone, beside an installed `fgroup`: `grouper.py FGROUP PIECES REFERENCES`; prints spans as JSON. A piece is called
by its number; a reference by the name of its person.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path


def main(program: str, pieces: str, references: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        command = [program, "video", pieces, "--output", str(out), "--ref-dir", references, "--min-samples", "1"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(done.stderr or done.stdout)
        found = [(path.parent.name, int(path.stem.split("_")[0])) for path in out.rglob("*.mp4")]
    print(json.dumps([(name, "face", float(second), second + 1.0) for name, second in found if name != "skipped"]))


if __name__ == "__main__":
    main(*sys.argv[1:4])
