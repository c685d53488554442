"""Give each person of a film a picture: the crop that shows the face best."""

import re
from pathlib import Path

from engine.errors import ExportError
from engine.export.atomic import explained, write_atomic
from engine.pipeline.analysis import Film
from engine.pipeline.cast import Cast
from engine.types import Crop, Person

LONGEST_NAME = 60


def best_crop(film: Film, person: Person) -> Crop | None:
    """The crop of highest quality among the person's tracks, None where no crop is stored."""
    scans = film.project.scans
    crops = [crop for track in person.tracks for crop in scans.crops(film.media_id, film.key, track, 1)]
    return max(crops, key=lambda crop: crop.quality, default=None)


def write_faces(film: Film, cast: Cast, folder: Path) -> dict[int, Path]:
    """Write the best crop of each known person as JPEG; returns the files by the persons' numbers. Raises ExportError.

    The folder is made where it is missing. A file is called `NUMBER NAME.jpg`.
    """
    if folder.exists() and not folder.is_dir():
        raise ExportError(f"{folder} is not a folder.", "Choose another name for the folder of faces.")
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for person in cast.persons:
        crop = best_crop(film, person) if person.known else None
        if crop is not None:
            written[person.id] = folder / f"{person.id:02d} {file_name(person.name)}.jpg"
            write_atomic(written[person.id], crop.jpeg)
    return written


def file_name(text: str) -> str:
    """`text` without what some file system refuses."""
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", text)[:LONGEST_NAME].strip(" .") or "person"
