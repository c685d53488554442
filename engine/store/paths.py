"""Keep paths in the project file, even names that are not valid Unicode, and relative ways to them."""

import os
from pathlib import Path, PurePosixPath


def path_value(path: Path) -> str | bytes:
    """The path as text, or as raw bytes where its name is not valid Unicode (which Linux allows)."""
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(path)
    return text


def path_of(value: str | bytes) -> Path:
    return Path(os.fsdecode(value))


def relative_value(path: Path, folder: Path) -> str | bytes:
    """The way from `folder` to `path` with forward slashes, right on every system; empty if on another drive."""
    try:
        relative = Path(os.path.relpath(path, folder))
    except ValueError:
        return ""
    value = path_value(relative)
    return value if isinstance(value, bytes) else str(PurePosixPath(relative.as_posix()))
