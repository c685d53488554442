"""Try every file of the corpus of strange and broken films, and count what became of them.

    python benchmarks/corpus.py [--every 1] [--show]

Each file is written by code, read whole as the analysis and the player do, in a process that may die, with bounds on
memory and time. Prints how many were read right, refused with a sentence, read wrong, ended in a fault, took the
process down or held it up; exits with 1 unless all are of the first two kinds. `--show` prints every sentence.
"""

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.corpus.judge import Judge, cases, counted  # noqa: E402  It lies beside the tests, which no path leads to.


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="only every n-th damage (default 1: all)")
    parser.add_argument("--show", action="store_true", help="print what became of every file")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Judge() as judge:
        verdicts = []
        for case in cases(Path(folder), wanted.every):
            verdicts.append(judge(case))
            if wanted.show or not verdicts[-1].good:
                print(f"{verdicts[-1].outcome:8} {case.what!r}: {verdicts[-1].detail}", flush=True)
    counts, bad = counted(verdicts)
    print(f"{len(verdicts)} files: " + ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common()))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
