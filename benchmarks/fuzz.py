"""Break files of every format that this program parses itself, and see that none does harm.

    python benchmarks/fuzz.py [--minutes 30] [--seed 1] [--project ANALYSED.olat] [--keep FOLDER]

Captions, annotations, pictures, galleries and projects are written whole, broken by bits and pieces, and read in a
process that may die. Right are a reading and a sentence that refuses; a finding is anything else: another exception, a
warning, 20 seconds without an end, the end of the process. Inputs of findings stay in `--keep`. Prints counts and
findings; exits with 1 if there are any.
"""

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.corpus.fuzz import fuzz  # noqa: E402  It lies beside the tests, which no path leads to.


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--project", type=Path, help="an analysed project, which is broken in copies")
    parser.add_argument("--keep", type=Path, help="where inputs of findings stay")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = wanted.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        project = wanted.project.resolve() if wanted.project else None
        found = fuzz(folder.resolve(), wanted.minutes * 60, wanted.seed, project)
    for name, count in found.tried.items():
        print(f"{name:12} {count:8} inputs, {found.refused[name]} refused with a sentence")
    print(f"{wanted.minutes:g} minutes, {sum(found.tried.values())} inputs, {len(found.bad)} findings")
    for bad in found.bad:
        print(bad)
    return 1 if found.bad else 0


if __name__ == "__main__":
    sys.exit(main())
