"""Sort photo files into persons by what the files and their folders are called."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PHOTOS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"})
_NUMBER = re.compile(r"[\s_-]*(\(\d+\)|\d+)$")
_CAMERA = re.compile(
    r"(img|dsc[a-z]?|dcim|pxl|photo|image|picture|screenshot|unnamed|untitled)?[\s_\d-]*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Portraits:
    """Photos of one person. `name`: what they are called, empty where that says nothing."""

    name: str
    paths: tuple[Path, ...]


def are_photos(paths: Iterable[Path]) -> bool:
    """Whether all of these are photos or folders: anything else is not for the cast."""
    paths = tuple(paths)
    return bool(paths) and all(path.is_dir() or path.suffix.lower() in PHOTOS for path in paths)


def portraits(paths: Iterable[Path]) -> list[Portraits]:
    """Files of one name are one person; a folder is one person, and so is each folder in it that holds photos."""
    found: dict[str, list[Path]] = {}
    nameless: list[Portraits] = []
    for path in paths:
        files = _folder(path) if path.is_dir() else [(name_of(path), path)]
        for name, file in files:
            if name:
                found.setdefault(name, []).append(file)
            else:
                nameless.append(Portraits("", (file,)))
    return [Portraits(name, tuple(files)) for name, files in found.items()] + nameless


def name_of(path: Path) -> str:
    """`Ross Geller 2.jpg` shows Ross Geller; `IMG_2034.jpg` does not say."""
    name = path.stem.split("__")[0]
    if _CAMERA.fullmatch(name):
        return ""
    while (shorter := _NUMBER.sub("", name)) != name:
        name = shorter
    return " ".join(name.replace("_", " ").split())


def _folder(folder: Path) -> list[tuple[str, Path]]:
    inside = sorted(folder.iterdir())
    own = [(folder.name, path) for path in inside if path.suffix.lower() in PHOTOS]
    return own + [
        (one.name, path)
        for one in inside
        if one.is_dir()
        for path in sorted(one.iterdir())
        if path.suffix.lower() in PHOTOS
    ]
