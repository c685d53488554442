"""COCO and MOTChallenge: boxes frame by frame, for those who train and judge detectors and trackers."""

import csv
import io
import json
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from engine.errors import UserError
from engine.export.annotation import Annotation, every_frame, label_of, row, spans_of_frames, stretches
from engine.export.xml_text import read_file
from engine.types import Modality, Segment

KINDS = ("face", "body")


def write_coco(annotation: Annotation) -> bytes:
    """COCO's JSON: an image for each frame that was looked at, a category per kind, the person as attribute `name`.

    `frame_index` counts from 0, `track_id` is the number of the track in the file. See cocodataset.org, "data format".
    """
    assert annotation.media.video is not None
    width, height = annotation.media.video.display_size
    shown = [boxes for one in annotation.tracks for boxes in stretches(annotation, one)]
    # The frame after the last one shows that somebody has gone.
    gone = {boxes[-1].frame + 1 for boxes in shown} - {annotation.frames}
    frames = sorted({box.frame for boxes in shown for box in boxes} | gone)
    images = [
        {
            "id": frame + 1,
            "file_name": f"frame_{frame:07d}.png",
            "width": width,
            "height": height,
            "frame_index": frame,
            "time_s": round(float(annotation.edges[frame]), 6),
        }
        for frame in frames
    ]
    entries: list[dict[str, Any]] = []
    wanted = frozenset(frames)
    for number, one in enumerate(annotation.tracks, 1):
        # An image shows everybody who is in it, whoever it was looked at for.
        for box in (box for box in every_frame(annotation, one) if box.frame in wanted):
            sides = [round(side, 2) for side in box.sides]
            entries.append(
                {
                    "id": len(entries) + 1,
                    "image_id": box.frame + 1,
                    "category_id": KINDS.index(one.track.kind) + 1,
                    "bbox": sides,
                    "area": round(sides[2] * sides[3], 2),
                    "iscrowd": 0,
                    "score": round(box.score, 4),
                    "track_id": number,
                    "attributes": {"name": label_of(one.person)},
                }
            )
    categories = [{"id": i, "name": kind, "supercategory": "person"} for i, kind in enumerate(KINDS, 1)]
    info = {"description": annotation.media.path.name, "version": "1"}
    document = {"info": info, "images": images, "annotations": entries, "categories": categories}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def read_coco(path: Path, edges: Sequence[Fraction]) -> list[Segment]:
    """Who shows when. A person stays from one annotated image to the next that has the person, too. Raises UserError.

    The name is the attribute `name`, or else the track, or else the category.
    """
    try:
        document = json.loads(read_file(path))
        images = sorted({int(one["frame_index"]) for one in document["images"]})
        frame_of = {one["id"]: int(one["frame_index"]) for one in document["images"]}
        categories = {one["id"]: str(one["name"]) for one in document["categories"]}
        shown: dict[tuple[str, Modality], set[int]] = {}
        for one in document["annotations"]:
            kind = categories[one["category_id"]]
            name = one.get("attributes", {}).get("name") or str(one.get("track_id", kind))
            modality: Modality = "body" if kind == "body" else "face"
            shown.setdefault((str(name), modality), set()).add(frame_of[one["image_id"]])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"{path} is no COCO annotation of a video ({type(error).__name__}: {error}).",
            "It needs images with a frame_index, annotations and categories.",
        ) from None
    following = dict(pairwise(images))
    return [
        row(name, span, modality)
        for (name, modality), frames in shown.items()
        for span in spans_of_frames(edges, _held(frames, following))
    ]


def write_mot(annotation: Annotation) -> bytes:
    """MOTChallenge: `frame,id,left,top,width,height,score,-1,-1,-1`, frames and ids from 1, an id per person.

    The format knows one box for each id in a frame: bodies where there are any in the film, else faces. It has no
    names; ids follow the order of `Annotation.persons`. See arXiv:1603.00831, section 4.
    """
    kind = "body" if any(one.track.kind == "body" for one in annotation.tracks) else "face"
    ids = {person: number for number, person in enumerate(annotation.persons, 1)}
    lines: dict[tuple[int, int], str] = {}
    for one in annotation.tracks:
        if one.track.kind != kind:
            continue
        for box in every_frame(annotation, one):
            sides = ",".join(f"{side:.2f}" for side in box.sides)
            key = box.frame + 1, ids[one.person]
            lines.setdefault(key, f"{key[0]},{key[1]},{sides},{box.score:.4f},-1,-1,-1")
    return "".join(f"{lines[key]}\n" for key in sorted(lines)).encode()


def read_mot(path: Path, edges: Sequence[Fraction]) -> list[Segment]:
    """Who shows when; ids are the names. Rows whose score is 0 are ignored, as MOTChallenge says. Raises UserError."""
    shown: dict[str, set[int]] = {}
    try:
        for cells in csv.reader(io.StringIO(read_file(path).decode("utf-8-sig"))):
            if cells and (len(cells) < 7 or float(cells[6]) != 0):
                shown.setdefault(str(int(float(cells[1]))), set()).add(int(float(cells[0])) - 1)
    except (ValueError, IndexError, OverflowError, csv.Error) as error:
        raise UserError(
            f"{path} is no MOTChallenge file ({error}).", "Its rows are frame,id,left,top,width,height,score."
        ) from None
    return [
        row(name, span, "body") for name, frames in shown.items() for span in spans_of_frames(edges, sorted(frames))
    ]


def _held(frames: set[int], following: dict[int, int]) -> list[int]:
    held: list[int] = []
    for frame in sorted(frames):
        later = following.get(frame)
        held += range(frame, later) if later in frames else [frame]
    return held
