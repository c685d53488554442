"""Have every file of the corpus tried, survive what does not, and count."""

import json
import select
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.corpus.damage import damaged
from tests.corpus.odd import oddities
from tests.corpus.seeds import SEEDS, draw

ROOT = Path(__file__).resolve().parents[2]
TIME_S = 60.0


@dataclass(frozen=True, slots=True)
class Case:
    """A file, and what is right: `frames` is a count, None for a refusal, -1 where either will do."""

    path: Path
    what: str
    frames: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a case: "right", "refused", "wrong", "fault", "crashed" or "hung"; and in words."""

    case: Case
    outcome: str
    detail: str = ""

    @property
    def good(self) -> bool:
        return self.outcome in ("right", "refused")


def cases(folder: Path, every: int = 1) -> Iterator[Case]:
    """Write the corpus file by file into `folder`, each when it is asked for; every n-th damage only."""
    count = 0
    for odd in oddities():
        path = folder / odd.name
        odd.write(path)
        yield Case(path, odd.name, odd.frames)
    for name, make in SEEDS.items():
        whole = draw(folder / name, make)
        yield Case(whole, name, make.frames)
        for what, data in damaged(name, whole.read_bytes()):
            count += 1
            if count % every == 0:
                broken = folder / f"broken-{count}{whole.suffix}"
                broken.write_bytes(data)
                yield Case(broken, f"{name}, {what}", -1)
                broken.unlink()


@dataclass
class Judge:
    """Tries files in a process that is begun anew whenever one takes it down or holds it up."""

    time_s: float = TIME_S
    _process: "subprocess.Popen[str] | None" = field(default=None, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def __call__(self, case: Case) -> Verdict:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(str(case.path)) + "\n")
        process.stdin.flush()
        if not select.select([process.stdout], [], [], self.time_s)[0]:
            self._stop()
            return Verdict(case, "hung", f"no answer in {self.time_s:g} s")
        line = process.stdout.readline()
        if not line:
            code = process.wait()
            self._stop()
            return Verdict(case, "crashed", f"the process ended with {code}")
        return _verdict(case, json.loads(line))

    def _running(self) -> "subprocess.Popen[str]":
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.corpus.trial"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                cwd=ROOT,
            )
        return self._process

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _verdict(case: Case, answer: dict[str, object]) -> Verdict:
    outcome = str(answer["outcome"])
    detail = str(answer.get("sentence") or answer.get("detail") or "")
    if outcome == "right" and case.frames is None:
        return Verdict(case, "wrong", f"read {answer['frames']} frames of what is no film")
    if outcome == "right" and case.frames != -1 and answer["frames"] != case.frames:
        return Verdict(case, "wrong", f"{answer['frames']} frames instead of {case.frames}")
    if outcome == "refused" and (case.frames or 0) > 0:
        return Verdict(case, "wrong", f"refused: {detail}")
    if outcome == "refused" and "\n" in detail.replace(case.path.name, ""):
        return Verdict(case, "wrong", f"more than a sentence: {detail}")
    return Verdict(case, outcome, detail)


def counted(verdicts: Iterable[Verdict]) -> tuple[Counter[str], list[Verdict]]:
    """How often each outcome came, and those that must not be."""
    counts: Counter[str] = Counter()
    bad = []
    for verdict in verdicts:
        counts[verdict.outcome] += 1
        if not verdict.good:
            bad.append(verdict)
    return counts, bad
