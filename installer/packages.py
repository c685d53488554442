"""Drive pip inside the environment: run it, tell its failures in one sentence, choose a build of torch."""

import json
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from installer.bootstrap import CPU_INDEX
from installer.trouble import Trouble

CPU_INDEX_TIMEOUT_S: Final = 5
TESTED_TORCH: Final = "2.13.0"
"""The release of torch that the program is tested with."""


class Pip:
    """pip of one environment; all it says goes into a log file."""

    def __init__(self, python: Path, log: Path) -> None:
        self._python = python
        self._log = log

    def install(self, what: str, arguments: Sequence[str]) -> None:
        """Install with a line on the screen that says what and how long it took. Raises Trouble."""
        print(f"  {what} ...", end="", flush=True)
        started = time.monotonic()
        done = self._run(["install", *arguments])
        if done.returncode:
            print(" failed", flush=True)
            raise Trouble(
                f"Installing {what} failed: {_reason(done.stderr)}. Check the network connection and the free space "
                f"and run the command again; pip's own words are in {self._log}"
            )
        print(f" {time.monotonic() - started:.0f} s", flush=True)

    def resolve(self, requirement: str) -> list[str] | None:
        """Names of all packages that installing `requirement` would bring, or None where it cannot be resolved."""
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.json"
            dry = ["install", "--dry-run", "--ignore-installed", "--only-binary", ":all:", "--report", str(report)]
            if self._run([*dry, requirement]).returncode:
                return None
            plan = json.loads(report.read_text(encoding="utf-8"))
        return [str(item["metadata"]["name"]).lower() for item in plan["install"]]

    def uninstall(self, names: Sequence[str]) -> None:
        self._run(["uninstall", "-y", *names])

    def _run(self, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
        command = [str(self._python), "-m", "pip", "--disable-pip-version-check", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(command)}\n{done.stdout}{done.stderr}\n")
        return done


def cpu_torch(pip: Pip) -> list[str]:
    """pip's arguments for a build of torch without CUDA, which is 3 GB smaller.

    Linux alone gets CUDA from the default index. Tried in order: PyTorch's own index of CPU builds; the newest release
    and the tested one, wherever pip finds them, if they bring no CUDA packages. If all else fails the default build is
    taken, and said so.
    """
    if _reachable(CPU_INDEX):
        return ["torch", "--index-url", CPU_INDEX]
    for requirement in ("torch", f"torch=={TESTED_TORCH}"):
        names = pip.resolve(requirement)
        if names is not None and not any(name.startswith(("nvidia-", "cuda-", "triton")) for name in names):
            return [requirement]
    print("  No build of torch without CUDA is in reach; the default one is taken, some 3 GB.", flush=True)
    return ["torch"]


def _reachable(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/torch/", timeout=CPU_INDEX_TIMEOUT_S) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, OSError):
        return False


def _reason(said: str) -> str:
    """The one line of pip's that tells most."""
    errors = [line.removeprefix("ERROR: ") for line in said.splitlines() if line.startswith("ERROR: ")]
    lines = errors or [line for line in said.splitlines() if line.strip()] or ["pip gave no reason"]
    return lines[-1].strip().rstrip(".")
