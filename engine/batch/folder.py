"""Watch folders for films that arrive, and wait with each until it has stopped growing."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.pipeline.across import VIDEO_SUFFIXES


@dataclass(frozen=True, slots=True)
class _Seen:
    size: int
    modified_ns: int
    since_s: float
    """When it was first seen like this."""


class WatchedFolders:
    """Tells of each film once, and again where its content has changed.

    `settle_s`: a file counts as whole when its size and time have stayed for so long. `apart`: folders that are not
    looked into, because the batch writes there.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        settle_s: float,
        apart: Sequence[Path] = (),
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folders = folders
        self._settle_s = settle_s
        self._apart = [folder.resolve() for folder in apart]
        self._now = now
        self._seen: dict[Path, _Seen] = {}
        self._told: dict[Path, tuple[int, int]] = {}

    def arrived(self) -> list[Path]:
        """The films that are whole since the last call, by name."""
        now, found = self._now(), []
        for path, size, modified_ns in self._files():
            before = self._seen.get(path)
            if before is None or (before.size, before.modified_ns) != (size, modified_ns):
                self._seen[path] = _Seen(size, modified_ns, now)
            elif now - before.since_s >= self._settle_s and size and self._told.get(path) != (size, modified_ns):
                self._told[path] = size, modified_ns
                found.append(path)
        return sorted(found)

    @property
    def growing(self) -> bool:
        """Whether something is there that is not whole yet."""
        return any(self._told.get(path) != (one.size, one.modified_ns) for path, one in self._seen.items() if one.size)

    def _files(self) -> Iterator[tuple[Path, int, int]]:
        gone = set(self._seen)
        for folder in self._folders:
            # Unlike a glob, it does not mind folders that go while we look.
            for path in (Path(place, name) for place, _, names in os.walk(folder) for name in names):
                if path.suffix.lower() not in VIDEO_SUFFIXES or path.name.startswith(".") or self._is_apart(path):
                    continue
                try:
                    facts = path.stat()
                except OSError:
                    continue
                gone.discard(path)
                yield path, facts.st_size, facts.st_mtime_ns
        for path in gone:
            del self._seen[path]

    def _is_apart(self, path: Path) -> bool:
        return any(path.resolve().is_relative_to(folder) for folder in self._apart)
