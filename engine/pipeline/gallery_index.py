"""Keep the index of a large gallery beside it, and bring it up to date instead of making it anew.

A small gallery is searched exactly, straight from its file. The index of a large one lies in a folder of its own: one
data folder that never changes, and `facts.json`, which names it and says how far the gallery was read. What came or
went since is read from the gallery's journal. An index that is damaged, of another gallery or of an older copy of it is
not used but made anew. It holds vectors, so whoever is erased is taken out of it at once.
"""

import json
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import UserError
from engine.identify.partitions import CODES, Numbers, Partitions, checksums
from engine.identify.search import FaceIndex, SearchLimits
from engine.progress import Job, run
from engine.store.gallery import Gallery
from engine.store.vector_journal import Marks, VectorJournal
from engine.types import Floats

FORMAT = 2
FACTS = "facts.json"
FOLDER_SUFFIX = "-index"
_DATA = "data-"


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """Of the index of one model. `kept`: it lies on the disk; else it is read from the gallery each time."""

    model: str
    faces: int
    dimensions: int
    kept: bool
    folder: Path
    bytes: int = 0


def index_folder(gallery: Gallery, model: str) -> Path:
    """Where the index of one model lies, whether or not there is one."""
    return gallery.path.with_name(gallery.path.name + FOLDER_SUFFIX) / model


def open_index(gallery: Gallery, model: str, limits: SearchLimits | None = None) -> FaceIndex:
    """All faces of one model as the gallery holds them now. Makes the index of a large gallery where there is none."""
    return run(opening(gallery, model, limits))


def opening(gallery: Gallery, model: str, limits: SearchLimits | None = None) -> Job[FaceIndex]:
    """As `open_index`. Raises ProjectError."""
    limits = limits or SearchLimits()
    journal = VectorJournal(gallery.database, model)
    count, dimensions = journal.count(), journal.dimensions()
    if count * dimensions <= limits.exact_values:
        return FaceIndex.build(max(1, dimensions), count, journal.blocks, limits)
    if gallery.is_encrypted:
        # An index on the disk would say what the encryption hides.
        return (yield from FaceIndex.building(dimensions, count, journal.blocks, limits, None))
    kept = _Kept(index_folder(gallery, model), journal, limits)
    found = kept.load()
    if found is None:
        found = yield from kept.make()
    return found


def indexing(gallery: Gallery, model: str, anew: bool = False, limits: SearchLimits | None = None) -> Job[IndexFacts]:
    """Bring the kept index of one model up to date, or make it (anew). Raises ProjectError, UserError."""
    limits = limits or SearchLimits()
    journal = VectorJournal(gallery.database, model)
    folder = index_folder(gallery, model)
    count, dimensions = journal.count(), journal.dimensions()
    if gallery.is_encrypted or count * dimensions <= limits.exact_values:
        _remove(folder)
        return IndexFacts(model, count, dimensions, False, folder)
    kept = _Kept(folder, journal, limits)
    index = None if anew else kept.load()
    if index is None:
        yield from kept.make(must_keep=True)
    elif kept.changes:
        index.settle()
        kept.save(index, journal.marks())
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return IndexFacts(model, count, dimensions, True, folder, size)


def forget_in_indexes(gallery: Gallery) -> None:
    """Take out of every kept index what the gallery holds no longer; one that cannot be rewritten is deleted."""
    base = gallery.path.with_name(gallery.path.name + FOLDER_SUFFIX)
    if not base.is_dir():
        return
    for folder in sorted(path for path in base.iterdir() if path.is_dir()):
        if folder.name not in gallery.prototypes.models():
            _remove(folder)
            continue
        try:
            run(indexing(gallery, folder.name))
        except UserError:
            _remove(folder)
    with suppress(OSError):
        base.rmdir()


class _Kept:
    """The index of one model on the disk."""

    def __init__(self, folder: Path, journal: VectorJournal, limits: SearchLimits) -> None:
        self._folder, self._journal, self._limits = folder, journal, limits
        self.changes = 0
        """Faces that came or went since the index was written, as `load` found it."""

    def load(self) -> FaceIndex | None:
        """The kept index with what the journal says since; None where it is missing, damaged or not of this gallery."""
        try:
            facts = json.loads((self._folder / FACTS).read_text("utf-8"))
            marks = Marks.from_plain(facts["marks"])
            if facts["format"] != FORMAT or not self._journal.goes_on_from(marks):
                return None
            data = self._folder / facts["data"]
            if not _is_whole(data, facts):
                return None
            large = Partitions.load(data, np.array(facts["lowest"], np.float32), self._limits.partitions)
            large.probes, large.sure = int(facts["probes"]), float(facts["sure"])
        except (OSError, ValueError, KeyError, TypeError, RuntimeError):
            # Whatever is wrong with it, it can be made anew from the gallery.
            return None
        index = FaceIndex(large.lowest.shape[1], self._limits, large)
        self._catch_up(index, marks)
        return index

    def make(self, must_keep: bool = False) -> Job[FaceIndex]:
        """Build it from the gallery and keep it. `must_keep`: raises UserError where the folder cannot be written."""
        marks = self._journal.marks()
        count, dimensions = self._journal.count(), self._journal.dimensions()

        def blocks() -> Iterable[tuple[Numbers, Floats]]:
            return self._journal.blocks(until=marks.vector)

        data = self._new_data()
        if data is None and must_keep:
            raise UserError(f"{self._folder} cannot be written.", "Make room there, or give yourself the right to.")
        try:
            index = yield from FaceIndex.building(dimensions, count, blocks, self._limits, data)
            if data is None:
                return index
            self._write(index, marks, data)
        except OSError as error:
            raise UserError(f"The index cannot be written to {self._folder}: {error}.", "Make room there.") from error
        finally:
            if data is not None and not (self._folder / FACTS).exists():
                _remove(data)
        return self.load() or index

    def save(self, index: FaceIndex, marks: Marks) -> None:
        """Write an index that has taken in what came and let go what went. Raises UserError."""
        data = self._new_data()
        if data is None:
            raise UserError(f"{self._folder} cannot be written.", "Make room there, or give yourself the right to.")
        try:
            self._write(index, marks, data)
        except OSError as error:
            _remove(data)
            raise UserError(f"The index cannot be written to {self._folder}: {error}.", "Make room there.") from error

    def _catch_up(self, index: FaceIndex, marks: Marks) -> None:
        gone = self._journal.forgotten(marks.forgotten)
        if len(gone):
            index.remove(gone)
        self.changes = len(gone)
        for numbers, vectors in self._journal.blocks(after=marks.vector):
            index.add(numbers, vectors)
            self.changes += len(numbers)

    def _new_data(self) -> Path | None:
        """An empty data folder; None where none can be made."""
        try:
            data = self._folder / f"{_DATA}{secrets.token_hex(8)}"
            data.mkdir(parents=True)
        except OSError:
            return None
        return data

    def _write(self, index: FaceIndex, marks: Marks, data: Path) -> None:
        """The data, then the facts that name it: a reader finds the old index or the new one, never a part."""
        large = index.large
        assert large is not None
        large.save(data)
        facts = {
            "format": FORMAT,
            "data": data.name,
            "marks": marks.to_plain(),
            "probes": large.probes,
            "sure": large.sure,
            "lowest": large.lowest.tolist(),
            "files": {
                name: [crc, *_stamp(data / name)] for name, crc in checksums(data).items()
            },
        }  # fmt: skip
        draft = data / FACTS
        draft.write_text(json.dumps(facts), encoding="utf-8")
        draft.replace(self._folder / FACTS)
        for other in self._folder.glob(f"{_DATA}*"):
            if other != data:
                _remove(other)


def _is_whole(data: Path, facts: dict[str, Any]) -> bool:
    """Whether every file is as it was written. The codes, which are mapped, are read through only if their date says
    that somebody touched them: they only choose whom to compare exactly.
    """
    files = facts["files"]
    stamps = {name: _stamp(data / name) for name in files}
    if any(stamp[0] != files[name][1] for name, stamp in stamps.items()):
        return False
    untouched = {CODES} if stamps[CODES] == files[CODES][1:] else set()
    found = checksums(data, untouched)
    return all(found[name] == value[0] for name, value in files.items() if name not in untouched)


def _stamp(path: Path) -> list[int]:
    facts = path.stat()
    return [facts.st_size, facts.st_mtime_ns]


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
