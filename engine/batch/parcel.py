"""The networks of this machine as one parcel, so that every machine of a cluster gets them once and works alike."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from engine.describe.voice import MODEL as VOICE_NET
from engine.detect.speech import ACTIVITY, SEGMENTATION
from engine.detect.text import MODEL as TEXT_FINDER
from engine.detect.text_reader import MODEL as TEXT_READER
from engine.models.catalog import catalog, find
from engine.models.folders import model_folders
from engine.models.hashes import write_atomically
from engine.models.ready import available, ready_path
from engine.pipeline.tools import weights_here


@dataclass(frozen=True, slots=True)
class Parcel:
    """`converted`: files that run as they are; `sources`: those that are found by name. Contents by file name."""

    converted: dict[str, bytes]
    sources: dict[str, bytes]

    @property
    def digest(self) -> str:
        """64 hex digits that tell it from parcels with other networks."""
        contents = [*sorted(self.converted.items()), *sorted(self.sources.items())]
        told = [(name, hashlib.sha256(content).hexdigest()) for name, content in contents]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def packed() -> Parcel:
    """All networks that tasks on other machines may need and that are here. Raises ModelMissing."""
    senses = [name for name in (VOICE_NET, ACTIVITY, SEGMENTATION, TEXT_FINDER, TEXT_READER) if available(name)]
    converted: dict[str, bytes] = {}
    sources: dict[str, bytes] = {}
    # What a package carries and runs by itself has to be installed there.
    for name in dict.fromkeys([name for name in weights_here() if name in catalog()] + senses):
        spec, path = find(name), ready_path(name)
        if spec.converter:
            converted[path.name] = path.read_bytes()
        else:
            sources[spec.file_names[0] if spec.file_names else path.name] = path.read_bytes()
    return Parcel(converted, sources)


def unpack(parcel: Parcel, home: Path) -> list[Path]:
    """Put the networks where this process, whose data folder is `home`, finds them before any others."""
    folder = look_in(home)
    places = {model_folders().converted / name: content for name, content in parcel.converted.items()}
    places |= {folder / name: content for name, content in parcel.sources.items()}
    for path, content in places.items():
        # Many processes of one machine come here at once: each file appears whole, and then stays.
        if not path.exists() or path.stat().st_size != len(content):
            write_atomically(path, content)
    return list(places)


def look_in(home: Path) -> Path:
    """Let this process take its networks from `home`; returns the folder for those that are not converted."""
    folder = home / "parcel"
    os.environ["ONLYLOOK_HOME"] = str(home)
    os.environ["ONLYLOOK_MODELS"] = str(folder)
    return folder
