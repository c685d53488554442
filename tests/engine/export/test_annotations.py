"""Annotation formats: what goes out comes in again, and other programs' readers agree."""

import csv
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from engine.edit.edit_list import EvenEdges
from engine.errors import ExportError, UserError
from engine.export.annotation import Annotation, NamedTrack, every_frame
from engine.export.annotations import ANNOTATIONS, read_annotation, write_annotation
from engine.timebase import Span
from engine.types import Media, Segment, Track

Film = Callable[..., Media]
EDGES = EvenEdges(Fraction(0), Fraction(25), 5000)


def span(first: int, stop: int) -> Span:
    return Span(EDGES[first], EDGES[stop])


def segment(person: str, first: int, stop: int, modality: str) -> Segment:
    return Segment(person, span(first, stop), 1.0, frozenset({modality}))


def track(number: int, frames: list[int], end: int, x: float = 100.0) -> Track:
    """Moves a pixel to the right in each frame; looked at in `frames`."""
    n = len(frames)
    boxes = np.array([[x + frame - frames[0], 50, 40, 60] for frame in frames], np.float32)
    return Track(
        number, "face", 0, span(frames[0], end), np.array(frames, np.int64), boxes,
        np.full(n, 0.9, np.float32), np.zeros((n, 5, 2), np.float32),
    )  # fmt: skip


ROWS = (
    segment("Ada Li", 0, 50, "face"),
    segment("Bruno <&> Co", 25, 75, "face"),
    segment("Ada Li", 100, 200, "face"),
    segment("Ada Li", 10, 60, "voice"),
    segment("Bruno <&> Co", 100, 130, "body"),
)


@pytest.fixture
def annotation(film: Film) -> Annotation:
    """The stamps of this film count frames."""
    tracks = (
        NamedTrack("Ada Li", track(0, [0, 10, 20, 49], 50), (span(0, 50),)),
        NamedTrack("Bruno <&> Co", track(1, [25, 40, 74], 75, x=900), (span(25, 75),)),
        # In between the face is turned away.
        NamedTrack("Ada Li", track(2, [100, 150, 199], 200), (span(100, 140), span(160, 200))),
    )
    return Annotation(film(frames=5000), EDGES, ROWS, tracks)


@pytest.mark.parametrize("name", ["elan", "webvtt"])
def test_times_come_back_to_the_millisecond(annotation: Annotation, name: str, tmp_path: Path) -> None:
    target = tmp_path / f"a{ANNOTATIONS[name].suffix}"
    write_annotation(annotation, name, target)

    def key(row: Segment) -> tuple[object, ...]:
        return row.person, sorted(row.modalities), row.span

    assert sorted(map(key, read_annotation(target, EDGES))) == sorted(map(key, ROWS))


@pytest.mark.parametrize("name", ["cvat", "coco"])
def test_boxes_come_back_as_times(annotation: Annotation, name: str, tmp_path: Path) -> None:
    target = tmp_path / f"a{ANNOTATIONS[name].suffix}"
    write_annotation(annotation, name, target)

    found = {(row.person, row.span) for row in read_annotation(target, EDGES) if "face" in row.modalities}

    assert found == {
        ("Ada Li", span(0, 50)),
        ("Bruno <&> Co", span(25, 75)),
        ("Ada Li", span(100, 140)),
        ("Ada Li", span(160, 200)),
    }


def test_mot_has_a_row_for_each_frame_and_an_id_for_each_person(annotation: Annotation, tmp_path: Path) -> None:
    target = tmp_path / "a.mot.txt"
    write_annotation(annotation, "mot", target)
    rows = [[float(cell) for cell in cells] for cells in csv.reader(target.read_text().splitlines())]

    assert [int(row[0]) for row in rows if row[1] == 1] == [*range(1, 51), *range(101, 141), *range(161, 201)]
    # Frame 5 lies between looks at 0 and 10: the box is half-way.
    assert rows[5][2:6] == [105, 50, 40, 60]
    assert {(row.person, row.span) for row in read_annotation(target, EDGES)} == {
        ("1", span(0, 50)), ("2", span(25, 75)), ("1", span(100, 140)), ("1", span(160, 200)),
    }  # fmt: skip


def test_boxes_between_looks_lie_on_a_line(annotation: Annotation) -> None:
    boxes = list(every_frame(annotation, annotation.tracks[0]))

    assert [box.frame for box in boxes] == list(range(50))
    assert all(box.sides[0] == pytest.approx(100 + box.frame) for box in boxes)


def test_rttm_holds_the_voices_alone(annotation: Annotation, tmp_path: Path) -> None:
    target = tmp_path / "a.rttm"
    write_annotation(annotation, "rttm", target)

    assert target.read_text() == "SPEAKER a_film 1 0.400 2.000 <NA> <NA> Ada_Li <NA> <NA>\n"
    (turn,) = read_annotation(target, EDGES)
    assert (turn.person, turn.span, turn.modalities) == ("Ada Li", span(10, 60), {"voice"})


def test_cvat_says_when_a_box_goes(annotation: Annotation, tmp_path: Path) -> None:
    target = tmp_path / "a.xml"
    write_annotation(annotation, "cvat", target)
    first = ElementTree.parse(target).getroot().find("track")
    assert first is not None

    assert [(box.get("frame"), box.get("outside")) for box in first.iter("box")][-2:] == [("49", "0"), ("50", "1")]


def test_coco_refers_to_what_it_declares(annotation: Annotation, tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    write_annotation(annotation, "coco", target)
    document = json.loads(target.read_bytes())

    assert {one["image_id"] for one in document["annotations"]} < {one["id"] for one in document["images"]}
    assert {one["category_id"] for one in document["annotations"]} <= {one["id"] for one in document["categories"]}
    assert {one["attributes"]["name"] for one in document["annotations"]} == {"Ada Li", "Bruno <&> Co"}


def test_csv_comes_back(annotation: Annotation, tmp_path: Path) -> None:
    write_annotation(annotation, "csv", tmp_path / "a.csv")

    assert {(row.person, row.span) for row in read_annotation(tmp_path / "a.csv", EDGES)} == {
        (row.person, row.span) for row in ROWS
    }


@pytest.mark.parametrize("name", [name for name, one in ANNOTATIONS.items() if one.boxes or name == "rttm"])
def test_nothing_to_hold_is_said_and_nothing_is_written(film: Film, name: str, tmp_path: Path) -> None:
    empty = Annotation(film(), EDGES, (segment("Ada", 0, 5, "face"),))

    with pytest.raises(ExportError):
        write_annotation(empty, name, tmp_path / "x")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("a.rttm", "SPEAKER x 1 zero 1 <NA> <NA> Ada <NA> <NA>"),
        ("a.rttm", "SPEAKER x 1 0 -1 <NA> <NA> Ada <NA> <NA>"),
        ("a.eaf", "<no xml"),
        ("a.eaf", "<other/>"),
        ("a.xml", '<!DOCTYPE a [<!ENTITY b "c">]><annotations/>'),
        ("a.xml", '<annotations><track label="face"><box frame="one"/></track></annotations>'),
        ("a.xml", '<annotations><track label="face"><box frame="9999"/><box frame="10001"/></track></annotations>'),
        ("a.json", "[]"),
        ("a.json", '{"images": [{"id": 1}], "annotations": [], "categories": []}'),
        ("a.txt", "one,two"),
        ("a.txt", "0,1,5,5,5,5,1"),
        ("a.vtt", "00:00:02.000 --> 00:00:01.000\n<v Ada>face"),
        ("a.docx", ""),
    ],
)
def test_what_is_no_annotation_is_refused_in_words(file: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / file
    path.write_text(text)

    with pytest.raises(UserError) as told:
        read_annotation(path, EDGES)
    assert told.value.next_step


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist"):
        read_annotation(tmp_path / "a.rttm", EDGES)
