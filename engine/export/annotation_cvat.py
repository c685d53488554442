"""CVAT for video 1.1: boxes on key frames, between which the annotation tool draws straight lines itself."""

import math
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

from engine.errors import UserError
from engine.export.annotation import Annotation, NamedTrack, label_of, row, spans_of_frames, stretches
from engine.export.xml_text import read_xml, xml_bytes
from engine.types import Modality, Segment

ATTRIBUTE = "name"


def write_cvat(annotation: Annotation) -> bytes:
    """One CVAT track per track, labelled by its kind, with the person as attribute `name`."""
    root = ElementTree.Element("annotations")
    _text(root, "version", "1.1")
    _meta(root, annotation)
    for number, one in enumerate(annotation.tracks):
        _track(root, annotation, one, number)
    return xml_bytes(root)


def read_cvat(path: Path, edges: Sequence[Fraction]) -> list[Segment]:
    """Who shows when, by the boxes. The name is the attribute `name`, or else the label. Raises UserError."""
    root = read_xml(path, "annotations")
    return [segment for track in root.iter("track") for segment in _read_track(path, track, edges)]


def _meta(root: ElementTree.Element, annotation: Annotation) -> None:
    meta = ElementTree.SubElement(root, "meta")
    task = ElementTree.SubElement(meta, "task")
    _text(task, "name", annotation.media.path.stem)
    _text(task, "size", str(annotation.frames))
    _text(task, "mode", "interpolation")
    labels = ElementTree.SubElement(task, "labels")
    for kind in ("face", "body"):
        label = ElementTree.SubElement(labels, "label")
        _text(label, "name", kind)
        attribute = ElementTree.SubElement(ElementTree.SubElement(label, "attributes"), "attribute")
        for name, value in (("name", ATTRIBUTE), ("mutable", "False"), ("input_type", "text"), ("default_value", "")):
            _text(attribute, name, value)
    assert annotation.media.video is not None
    width, height = annotation.media.video.display_size
    size = ElementTree.SubElement(task, "original_size")
    _text(size, "width", str(width))
    _text(size, "height", str(height))


def _track(root: ElementTree.Element, annotation: Annotation, one: NamedTrack, number: int) -> None:
    element = ElementTree.SubElement(root, "track", id=str(number), label=one.track.kind, source="auto")
    for boxes in stretches(annotation, one):
        for box in boxes:
            _box(element, one, box.frame, box.sides, outside=False)
        # The frame after the last one says that the thing has gone; without it the box would stay to the film's end.
        if boxes[-1].frame + 1 < annotation.frames:
            _box(element, one, boxes[-1].frame + 1, boxes[-1].sides, outside=True)


def _box(
    element: ElementTree.Element,
    one: NamedTrack,
    frame: int,
    sides: tuple[float, float, float, float],
    outside: bool,
) -> None:
    x, y, width, height = sides
    box = ElementTree.SubElement(element, "box", frame=str(frame), keyframe="1", outside=str(int(outside)))
    box.set("occluded", "0")
    for side, value in (("xtl", x), ("ytl", y), ("xbr", x + width), ("ybr", y + height)):
        box.set(side, f"{value:.2f}")
    box.set("z_order", "0")
    attribute = ElementTree.SubElement(box, "attribute", name=ATTRIBUTE)
    attribute.text = label_of(one.person)


def _read_track(path: Path, track: ElementTree.Element, edges: Sequence[Fraction]) -> list[Segment]:
    label = track.get("label", "")
    modality: Modality = "body" if label.casefold() == "body" else "face"
    shown: dict[str, list[int]] = {}
    name, since = "", None
    for box in sorted(track.iter("box"), key=lambda one: _number(path, one.get("frame", ""))):
        frame = _number(path, box.get("frame", ""))
        if since is not None:
            shown.setdefault(name, []).extend(range(since, frame))
        name = _name(box) or name or label
        since = None if box.get("outside") == "1" else frame
    if since is not None:
        # CVAT holds the last box until the film ends.
        shown.setdefault(name, []).extend(range(since, len(edges) - 1))
    return [row(name, span, modality) for name, frames in shown.items() for span in spans_of_frames(edges, frames)]


def _name(box: ElementTree.Element) -> str:
    return next((one.text or "" for one in box.iter("attribute") if one.get("name") == ATTRIBUTE), "").strip()


def _number(path: Path, text: str) -> int:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not value.is_integer():
        raise UserError(f"{path} has a box at frame {text[:20]!r}, which is no number.", "Export it from CVAT again.")
    return int(value)


def _text(parent: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = text
