"""Feed broken samples to every parser for a while, in a process that may die; keep each input that does harm.

`python -m tests.corpus.fuzz FOLDER SECONDS SEED [PROJECT]` is that process. It writes each input before it is read, so
that whoever started it finds the one that took it down.
"""

import itertools
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from engine.errors import UserError
from tests.corpus.parsers import Parser, broken, parsers

ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 20


@dataclass(slots=True)
class Findings:
    """`tried`: inputs by parser; `refused`: those of them that a sentence refused; `bad`: what went wrong, in words."""

    tried: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)


def fuzz(folder: Path, seconds: float, seed: int, project: Path | None = None) -> Findings:
    """Break and read for `seconds`. Inputs that did harm stay in `folder`."""
    findings = Findings()
    end = time.monotonic() + seconds
    for attempt in itertools.count(seed):
        left = end - time.monotonic()
        if left <= 0 or (findings.bad and attempt > seed + 20):
            return findings
        line = [sys.executable, "-m", "tests.corpus.fuzz", str(folder), str(left), str(attempt)]
        line += [str(project)] if project else []
        done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
        _count(findings, done.stdout)
        if done.returncode < 0:
            kept = _keep(folder, f"crash-{attempt}")
            findings.bad.append(f"the process ended with {done.returncode}; the input is {kept}")
        elif done.returncode:
            raise RuntimeError(done.stderr)
    raise AssertionError("endless")


def _count(findings: Findings, output: str) -> None:
    for line in output.splitlines():
        answer = json.loads(line)
        if "bad" in answer:
            findings.bad.append(answer["bad"])
        else:
            findings.tried[answer["parser"]] += answer["tried"]
            findings.refused[answer["parser"]] += answer["refused"]


def _keep(folder: Path, name: str) -> Path | None:
    now = next(iter(folder.glob("now*")), None)
    return now.rename(folder / f"{name}{now.suffix}") if now else None


def main() -> None:
    folder, seconds, seed = Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    warnings.simplefilter("error")
    signal.signal(signal.SIGALRM, _too_long)
    chance = random.Random(seed)
    project = Path(sys.argv[4]) if len(sys.argv) > 4 else None
    with tempfile.TemporaryDirectory() as samples:
        _until(time.monotonic() + seconds, list(parsers(Path(samples), project)), folder, chance, seed)


def _until(end: float, everything: list[Parser], folder: Path, chance: random.Random, seed: int) -> None:
    while time.monotonic() < end:
        for parser in everything:
            _round(parser, folder, chance, seed)


def _round(parser: Parser, folder: Path, chance: random.Random, seed: int, length: int = 20) -> None:
    tried = refused = 0
    for _ in range(length):
        sample = chance.choice(parser.samples)
        now = folder / f"now{''.join(sample.suffixes)}"
        now.write_bytes(broken(sample.read_bytes(), chance))
        tried += 1
        signal.alarm(LONGEST_S)
        try:
            parser.read(now)
        except UserError:
            refused += 1
        except Exception:  # noqa: BLE001  Whatever an input brings about is what is counted here.
            signal.alarm(0)
            kept = _keep(folder, f"fault-{seed}-{chance.randrange(1 << 30)}")
            print(json.dumps({"bad": f"{parser.name}: {traceback.format_exc()}; the input is {kept}"}), flush=True)
        finally:
            signal.alarm(0)
            for left in folder.glob("now*"):
                left.unlink()
    print(json.dumps({"parser": parser.name, "tried": tried, "refused": refused}), flush=True)


def _too_long(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"longer than {LONGEST_S} s")


if __name__ == "__main__":
    main()
