"""Segments, photos and settings come back as they were left."""

from fractions import Fraction
from pathlib import Path

import numpy as np

from engine.store.choices import Photo
from engine.store.project import Project
from engine.timebase import Span
from engine.types import Segment


def test_segments_keep_their_order_and_are_replaced_as_a_whole(project: Project, media_id: int) -> None:
    later = Segment("Ann", Span(Fraction(7, 3), Fraction(8)), 0.9, frozenset({"face", "body"}), by_hand=True)
    earlier = Segment("Bob", Span(Fraction(0), Fraction(1001, 30000)), 0.5)
    project.segments.save(media_id, [later, earlier])
    assert project.segments.load(media_id) == (later, earlier)
    project.segments.save(media_id, [earlier])
    assert project.segments.load(media_id) == (earlier,)


def test_photos_have_one_vector_for_each_model(project: Project) -> None:
    first = Photo("Ann", Path("/photos/1.jpg"), "net", np.array([1, 0], np.float32))
    second = Photo("Ann", Path("/photos/2.jpg"), "net", np.array([0, 1], np.float32))
    better = Photo("Ann", Path("/photos/2.jpg"), "net", np.array([0, -1], np.float32), 0.75)
    other = Photo("Ann", Path("/photos/1.jpg"), "other", np.array([0, 0, 1], np.float32))
    for photo in (first, second, better, other):
        project.photos.save(photo)
    found = project.photos.load("net")
    assert [(photo.name, photo.path, photo.vector.tolist(), photo.quality) for photo in found] == [
        ("Ann", Path("/photos/1.jpg"), [1, 0], 0.5),
        ("Ann", Path("/photos/2.jpg"), [0, -1], 0.75),
    ]
    project.photos.remove("Ann")
    assert project.photos.load("net") == project.photos.load("other") == ()


def test_settings_are_plain_values(project: Project) -> None:
    assert project.settings.load("rules", 7) == 7
    project.settings.save("rules", {"min_length": "4/5", "snap": True})
    assert project.settings.load("rules") == {"min_length": "4/5", "snap": True}
