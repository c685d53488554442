"""The way of drawn persons from a film that the program draws to names, kinds and the radar."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from assets.anime.characters import CAST
from assets.anime.film import SCENES, AnimeClip, draw_frame, make_film
from engine.describe.drawn import MODEL as DRAWN_HEAD
from engine.describe.face import open_embedder
from engine.errors import UserError
from engine.pipeline.analysis import Film, analyze
from engine.pipeline.cast import Cast, cast_of_film
from engine.pipeline.kept_photos import kept_photos, named_photos, photos_to_keep
from engine.pipeline.naming import set_kind
from engine.pipeline.photos import PhotoReader, read_photos
from engine.pipeline.radar import FaceNamer, RosterMaker
from engine.progress import run
from engine.store.project import Project
from engine.timebase import Span

PLAYED = (SCENES[1], SCENES[2], SCENES[4], SCENES[8])
"""Two talk, a close-up, one who jumps, and one of two who turns away by night."""


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> AnimeClip:
    return make_film(tmp_path_factory.mktemp("anime"), scenes=PLAYED)


@pytest.fixture(scope="module")
def film(clip: AnimeClip) -> Iterator[Film]:
    with Project.create(clip.video.with_suffix(".olat")) as project:
        yield run(analyze(project, clip.video))


@pytest.fixture(scope="module")
def reader() -> PhotoReader:
    return PhotoReader.open(open_embedder("auto"))


def shown(cast: Cast, name: str) -> list[Span]:
    (person,) = (one for one in cast.persons if one.name == name)
    return sorted((claim.span for claim in cast.evidence(person)), key=lambda span: span.start)


def test_everybody_in_a_drawn_film_is_drawn(film: Film) -> None:
    cast = cast_of_film(film)
    known = [person for person in cast.persons if person.known]
    assert len(known) in (3, 4)
    assert {person.kind for person in known} == {"drawn"}
    faces = {track.id for track in film.scan.tracks if track.kind == "face"}
    assert {f.track for f in film.scan.features if f.model == DRAWN_HEAD} == faces


def test_reference_pictures_find_drawn_persons_through_all_their_shots(
    film: Film, clip: AnimeClip, reader: PhotoReader
) -> None:
    names = ("aki", "botan", "chiro")
    cast = cast_of_film(film, read_photos([(name, clip.photos[name]) for name in names], reader).faces)
    starts = {name: {round(float(span.start)) for span in shown(cast, name)} for name in names}
    # Aki talks from 0 s and is seen close from 3 s; Botan talks; Chiro stands from 5.5 s on and has jumped at 7 s.
    assert {0, 3} <= starts["aki"]
    assert 0 in starts["botan"]
    assert any(5.3 < float(span.start) < 7.4 for span in shown(cast, "chiro"))


def test_picture_of_somebody_else_finds_nobody(film: Film, clip: AnimeClip, reader: PhotoReader) -> None:
    cast = cast_of_film(film, read_photos([("dai", clip.photos["dai"])], reader).faces)
    (dai,) = (person for person in cast.persons if person.name == "dai")
    assert dai.tracks == ()


def test_kind_can_be_said_and_taken_back(film: Film) -> None:
    first = cast_of_film(film).persons[0]
    person, _ = set_kind(film, first.name, "real")
    assert (person.kind, person.tracks) == ("real", first.tracks)
    record = film.project.corrections.all(film.media_id)[-1]
    film.project.corrections.undo(record.id)
    assert cast_of_film(film).persons[0].kind == "drawn"
    with pytest.raises(UserError):
        set_kind(film, "nobody at all", "drawn")


def test_kept_pictures_keep_the_head(film: Film, clip: AnimeClip, reader: PhotoReader) -> None:
    path = clip.photos["botan"]
    face = reader.face(path)
    kept = photos_to_keep("botan", path, face, film.model)
    assert [photo.model for photo in kept] == [film.model, DRAWN_HEAD]
    for photo in kept:
        film.project.photos.save(photo)
    try:
        faces = kept_photos(film)["botan"]
        assert faces.heads is not None
        assert face.head is not None
        np.testing.assert_allclose(faces.heads[0], face.head, rtol=1e-6)
        assert faces.vectors.shape == (1, len(face.vector))
    finally:
        film.project.photos.remove("botan")
    assert named_photos(kept[:1], film.model)["botan"].heads is None


def test_radar_names_drawn_persons(film: Film) -> None:
    cast = cast_of_film(film)
    roster = RosterMaker().roster(film, cast)
    namer = FaceNamer.open("cpu", 1)
    seen = namer.look(draw_frame(CAST, PLAYED[0], 40), (640, 360))
    found = namer.name(seen, roster)
    owner = {track: person.id for person in cast.persons for track in person.tracks}
    named = {owner[one.track] for one in found if one.track is not None}
    assert len(found) == 2
    assert len(named) == 2


def test_real_face_is_no_drawn_one(tmp_path: Path, reader: PhotoReader) -> None:
    path = tmp_path / "astronaut.png"
    cv2.imwrite(str(path), data.astronaut()[:, :, ::-1])
    assert reader.face(path).head is None
