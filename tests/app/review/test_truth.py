"""Somebody who knows the truth answers the questions about the demo, and a mistake in its cast is mended by that."""

import csv
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import pytest

from engine.edit.intervals import intersection, total
from engine.identify.answers import corrections_of
from engine.pipeline.analysis import Film, load_film
from engine.pipeline.cast import cast_of_film
from engine.pipeline.doubts import doubts_of_film, groups_of
from engine.store.project import Project
from engine.timebase import Span
from engine.types import Correction

ANSWERS = 8
Labels = dict[int, str]


@pytest.fixture
def truth(drawn: Any) -> dict[str, list[Span]]:
    """When somebody of the demo is in the picture, as drawn."""
    table = drawn.film.with_suffix(".csv").read_text("utf-8")
    faces: dict[str, list[Span]] = {}
    for row in csv.DictReader(table.splitlines()):
        if row["modality"] == "body":
            faces.setdefault(row["person_label"], []).append(Span(Fraction(row["start_s"]), Fraction(row["end_s"])))
    return faces


def labels_of(film: Film, faces: dict[str, list[Span]]) -> Labels:
    """Of the tracks that are there while only one person is."""
    cast, labels = cast_of_film(film), {}
    for track, spans in cast.spans.items():
        there = [name for name, shown in faces.items() if total(intersection(spans, shown)) > 0]
        if len(there) == 1:
            labels[track] = there[0]
    return labels


def seen(tracks: Iterable[int], labels: Labels) -> str:
    """Whom most of the pictures show; empty where nobody can tell."""
    names = [labels[track] for track in tracks if track in labels]
    return max(set(names), key=names.count, default="")


def strays(film: Film, labels: Labels) -> set[int]:
    """Labelled tracks that lie with a person who is mostly somebody else."""
    found = set()
    for person in cast_of_film(film).persons:
        most = seen(person.tracks, labels)
        found |= {track for track in person.tracks if labels.get(track, most) != most}
    return found


def test_answers_mend_a_person_who_was_named_together_with_tracks_of_another(
    demo: Any, truth: dict[str, list[Span]]
) -> None:
    with Project.open(demo.project) as project:
        film = load_film(project, project.media.all()[0].id)
        labels = labels_of(film, truth)
        assert strays(film, labels) == set()
        ada, bruno = (
            next(one for one in cast_of_film(film).persons if any(labels.get(track) == name for track in one.tracks))
            for name in ("ada", "bruno")
        )
        wrong = [track for track in bruno.tracks if labels.get(track) == "bruno"][:1]
        project.corrections.add(film.media_id, Correction("is", (*ada.tracks, *wrong), name="Ada"))
        assert strays(film, labels) == set(wrong)

        for _ in range(ANSWERS):
            cast, said = cast_of_film(film), project.corrections.active(film.media_id)
            sides = [
                (one, seen(one.tracks, labels), seen(one.others, labels)) for one in doubts_of_film(film, cast, said)
            ]
            asked, one_side, other_side = next(((d, a, b) for d, a, b in sides if a and b), (None, "", ""))
            if asked is None:
                break
            yes = one_side == other_side
            for one in corrections_of(asked, yes, groups_of(cast, said)):
                project.corrections.add(film.media_id, one)
        assert strays(film, labels) == set()
