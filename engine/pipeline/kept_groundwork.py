"""Keep the first grouping of long films in the user's cache, so that they open in a moment.

A grouping is found again by a digest of everything that it was made from, so it cannot be stale: other tracks, photos,
limits or code ask for another file. The files hold numbers of rows and evidence between groups, no faces.
"""

import hashlib
import logging
import os
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np

from engine.identify.evidence import FilmEvidence, Rows
from engine.identify.groundwork import Groundwork, groundwork
from engine.identify.limits import CastLimits
from engine.settings import data_folder
from engine.types import Floats

log = logging.getLogger(__name__)

CODE_VERSION = "1"
"""Raise it whenever a change of the code changes how tracks are grouped."""
LEAST = 1_000
"""Fewer tracks are grouped faster than a file is worth."""
FILES = 20
"""Kept at most; of a three-hour film one takes some megabytes."""


def kept_groundwork(film: FilmEvidence, core: Rows, photos: Mapping[str, Floats], limits: CastLimits) -> Groundwork:
    """`groundwork`, read where it was made before."""
    if len(core) < LEAST:
        return groundwork(film, core, photos, limits)
    path = folder() / f"{_digest(film, core, photos, limits)}.npz"
    found = _read(path)
    if found is None:
        found = groundwork(film, core, photos, limits)
        _write(path, found)
    return found


def folder() -> Path:
    return data_folder() / "cache" / "groupings"


def _digest(film: FilmEvidence, core: Rows, photos: Mapping[str, Floats], limits: CastLimits) -> str:
    prints = film.prints
    plain = (CODE_VERSION, np.__version__, asdict(film.calibration), asdict(limits), list(photos), prints.vectors.shape)
    digest = hashlib.blake2b(repr(plain).encode(), digest_size=32)
    clash = np.flatnonzero(prints.conflicts)
    heads = () if prints.heads is None else (prints.heads,)
    for array in (prints.vectors, prints.qualities, prints.weights, clash, core, *photos.values(), *heads):
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def _read(path: Path) -> Groundwork | None:
    """None where there is no file, or one that is damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            groups = np.split(stored["rows"], stored["ends"][:-1])
            found = Groundwork(tuple(groups), tuple(map(str, stored["names"])), stored["weights"], stored["mean"])
        # So that what is used goes last.
        os.utime(path)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        log.info("A kept grouping is made anew: %s", error)
        return None
    return found


def _write(path: Path, made: Groundwork) -> None:
    """Whole or not at all. Without it, the film only takes longer to open."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            np.savez(
                file,
                rows=np.concatenate(made.groups),
                ends=np.cumsum([len(group) for group in made.groups]),
                names=np.array(made.names, np.str_),
                weights=made.weights,
                mean=made.mean,
            )
        Path(file.name).replace(path)
        for old in sorted(path.parent.iterdir(), key=lambda one: -one.stat().st_mtime)[FILES:]:
            old.unlink(missing_ok=True)
    except OSError as error:
        log.info("A grouping is not kept: %s", error)
