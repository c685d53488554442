"""Say what runs on this machine and on which device, what is missing, and what to do about it."""

import importlib.metadata
import os
import platform
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import av

from engine import __version__
from engine.describe.face import PARTS, best_available
from engine.detect.faces import MODEL as FACE_DETECTOR
from engine.export.encode_settings import ENCODERS
from engine.models.inventory import Fact, device_facts, model_facts
from engine.models.ready import available
from engine.store.locations import data_folder

SOUND_ENCODERS: Final = ("aac", "libopus")
DECODED: Final = ("h264", "hevc", "vp9", "av1", "mpeg4", "mpeg2video", "prores")
NEEDED_PACKAGES: Final = ("numpy", "scipy", "av", "opencv-python", "onnx", "rich", "platformdirs", "OpenTimelineIO")
OPTIONAL_PACKAGES: Final = {
    "decord": "random access to pictures falls back on PyAV",
    "torch": "shots in doubt are judged without TransNet V2 unless it was converted before",
    "moviepy": "nothing that the command line does needs it",
    "PySide6": "the window cannot start",
}
LOW_SPACE_GB: Final = 2


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the diagnosis. Where it is `vital` and a fact is not good, the program cannot do its work."""

    title: str
    facts: tuple[Fact, ...]
    vital: bool = False

    @property
    def fails(self) -> bool:
        return self.vital and not all(fact.good for fact in self.facts)


def diagnosis() -> list[Section]:
    """All sections. Opens networks to see whether they run, which takes a second or two."""
    return [
        Section("Program", tuple(_program()), vital=True),
        Section("Devices", tuple(device_facts())),
        Section("Finding people", tuple(_vital_models()), vital=True),
        Section("Models", tuple(model_facts())),
        Section("Reading video", tuple(_codecs(DECODED, "r", "Videos in it cannot be read here."))),
        Section("Writing video", tuple(_codecs([*ENCODERS.values(), *SOUND_ENCODERS], "w", _no_encoder))),
        Section("Optional packages", tuple(_optional())),
        Section("Data", tuple(_data(data_folder())), vital=True),
    ]


_no_encoder: Final = "Cuts that need it cannot be made here; install the package av again with pip."


def _program() -> Iterable[Fact]:
    yield Fact("only-look-at-them", __version__)
    yield Fact("Python", f"{platform.python_version()} on {platform.platform()}, {os.cpu_count()} cores")
    for name in NEEDED_PACKAGES:
        version = _version(name)
        step = "" if version else f"Install it with `{Path(sys.executable).name} -m pip install {name}`."
        yield Fact(name, version or "not installed", bool(version), step)


def _vital_models() -> Iterable[Fact]:
    """The two networks without which nothing works."""
    missing = "not here"
    step = "See its line under Models for the ways to get it."
    found = available(FACE_DETECTOR)
    yield Fact("face detection", FACE_DETECTOR if found else missing, found, "" if found else step)
    parts = PARTS[best_available()]
    found = all(map(available, parts))
    yield Fact("face embedding", " and ".join(parts) if found else missing, found, "" if found else step)


def _codecs(names: Iterable[str], mode: str, step: str) -> Iterable[Fact]:
    for name in names:
        found = _has_codec(name, mode)
        yield Fact(name, "here" if found else "not in this build of FFmpeg", found, "" if found else step)


def _has_codec(name: str, mode: str) -> bool:
    try:
        av.Codec(name, "r" if mode == "r" else "w")
    except ValueError:
        return False
    return True


def _optional() -> Iterable[Fact]:
    for name, without in OPTIONAL_PACKAGES.items():
        version = _version(name)
        yield Fact(name, version or f"not installed: {without}")


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _data(folder: Path) -> Iterable[Fact]:
    there = _nearest_folder(folder)
    may_write = os.access(there, os.W_OK)
    step = "" if may_write else "Change its permissions, or name another folder in ONLYLOOK_HOME."
    yield Fact("data folder", str(folder), may_write, step)
    free = shutil.disk_usage(there).free / 1e9
    low = free < LOW_SPACE_GB
    yield Fact("free space there", f"{free:.1f} GB", not low, "Free some space, or move ONLYLOOK_HOME." if low else "")


def _nearest_folder(folder: Path) -> Path:
    return next(parent for parent in (folder, *folder.parents) if parent.is_dir())
