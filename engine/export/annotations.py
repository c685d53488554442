"""Every format in which annotations go out and come in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

from engine.errors import ExportError, UserError
from engine.export.annotation import Annotation
from engine.export.annotation_boxes import read_coco, read_mot, write_coco, write_mot
from engine.export.annotation_cvat import read_cvat, write_cvat
from engine.export.annotation_spans import read_elan, read_rttm, read_voices, write_elan, write_rttm, write_voices
from engine.export.atomic import write_atomic
from engine.export.table import read_table, segments_csv
from engine.types import Segment

Reader: TypeAlias = Callable[[Path, Sequence[Fraction]], list[Segment]]
"""Takes a file and the edges of the video's frames."""


@dataclass(frozen=True, slots=True)
class AnnotationFormat:
    """`suffix`: what to append to the video's name. `boxes`: whether it tells where in the picture."""

    suffix: str
    boxes: bool
    write: Callable[[Annotation], bytes]
    read: Reader


ANNOTATIONS: dict[str, AnnotationFormat] = {
    "csv": AnnotationFormat(
        ".csv", False, lambda a: segments_csv(a.rows).encode("utf-8", "replace"), lambda path, _: read_table(path)
    ),
    "rttm": AnnotationFormat(".rttm", False, write_rttm, lambda path, _: read_rttm(path)),
    "elan": AnnotationFormat(".eaf", False, write_elan, lambda path, _: read_elan(path)),
    "webvtt": AnnotationFormat(".persons.vtt", False, write_voices, lambda path, _: read_voices(path)),
    "cvat": AnnotationFormat(".cvat.xml", True, write_cvat, read_cvat),
    "coco": AnnotationFormat(".coco.json", True, write_coco, read_coco),
    "mot": AnnotationFormat(".mot.txt", True, write_mot, read_mot),
}
_BY_SUFFIX = {".csv": "csv", ".rttm": "rttm", ".eaf": "elan", ".vtt": "webvtt", ".xml": "cvat", ".json": "coco",
              ".txt": "mot"}  # fmt: skip


def write_annotation(annotation: Annotation, format_name: str, target: Path) -> None:
    """Write `target`, whole or not at all. Raises ExportError where there is nothing that the format could hold."""
    chosen = ANNOTATIONS[format_name]
    if not (annotation.tracks if chosen.boxes else annotation.rows):
        raise ExportError("Nobody was found, so there is nothing to write.", "Choose other persons or rules.")
    write_atomic(target, chosen.write(annotation))


def read_annotation(path: Path, edges: Sequence[Fraction], format_name: str = "") -> list[Segment]:
    """Who shows or speaks when, one modality a row. `format_name`: empty goes by the ending. Raises UserError."""
    name = format_name or _BY_SUFFIX.get(path.suffix.lower(), "")
    if not name:
        raise UserError(
            f"{path.name} has an ending that no annotation format has.",
            f"Say which it is; there are {', '.join(ANNOTATIONS)}.",
        )
    return ANNOTATIONS[name].read(path, edges)
