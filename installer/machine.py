"""Find out what this machine is: its graphics card, its Linux, and the libraries that a window needs."""

import ctypes
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from installer.trouble import Trouble

Device = Literal["cpu", "cuda", "directml"]

# What Qt 6 loads on Linux, and the Debian package that holds it.
QT_LIBRARIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "libEGL.so.1": "libegl1",
        "libGL.so.1": "libgl1",
        "libdbus-1.so.3": "libdbus-1-3",
        "libfontconfig.so.1": "libfontconfig1",
        "libglib-2.0.so.0": "libglib2.0-0",
        "libxkbcommon.so.0": "libxkbcommon0",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-xinerama.so.0": "libxcb-xinerama0",
        "libpulse.so.0": "libpulse0",
    }
)


def accelerator() -> Device:
    """Which packages suit this machine: CUDA with an NVIDIA card, DirectML on other Windows machines, else the CPU's.

    The CPU packages of macOS bring Core ML along.
    """
    if sys.platform != "darwin" and has_nvidia():
        return "cuda"
    if sys.platform == "win32" and platform.machine() == "AMD64":
        return "directml"
    return "cpu"


def has_nvidia() -> bool:
    """Whether the driver's own tool lists at least one card."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return False
    try:
        listing = subprocess.run([tool, "-L"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return listing.returncode == 0 and "GPU" in listing.stdout


def missing_qt_libraries(load: Callable[[str], object] = ctypes.CDLL) -> list[str]:
    """Names of the shared libraries that a window would lack here."""
    missing = []
    for library in QT_LIBRARIES:
        try:
            load(library)
        except OSError:
            missing.append(library)
    return missing


def supply_qt_libraries() -> None:
    """Name the system libraries that Qt lacks; on Debian and Ubuntu, as root, install them."""
    if sys.platform != "linux":
        return
    missing = missing_qt_libraries()
    if not missing:
        return
    packages = [QT_LIBRARIES[library] for library in missing]
    if may_apt():
        apt_install(packages)
        return
    print(f"The window needs system libraries that are not here: {', '.join(missing)}.")
    if is_debian():
        print(f"Install them with: sudo apt-get install {' '.join(packages)}")
    else:
        print("Please install them with the package manager of this system.")


def is_debian() -> bool:
    """Whether this is Debian or made from it, Ubuntu for one."""
    return sys.platform == "linux" and Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def may_apt() -> bool:
    return is_debian() and os.geteuid() == 0


def apt_install(packages: list[str]) -> None:
    """Install Debian packages. Raises Trouble."""
    print(f"Installing system libraries: {' '.join(packages)}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(["apt-get", *step], env=quiet, capture_output=True, text=True, check=False)
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip() or "it gave no reason").splitlines()[-1]
            raise Trouble(
                f"apt-get could not {step[0]} ({said}); check the network and run the command again, "
                f"or install these packages yourself: {' '.join(packages)}"
            )
