"""Bodies of a film are compared by what can be read of them."""

import logging
from dataclasses import replace

import numpy as np
import pytest

from engine.identify.corrections import Said
from engine.pipeline.analysis import load_film
from engine.pipeline.cast_bodies import FilmBodies
from engine.store.project import Project
from engine.track.spans import showing
from engine.types import Feature


def test_a_description_that_was_never_fitted_falls_back_to_colours(
    project: Project, caplog: pytest.LogCaptureFixture
) -> None:
    film_found = load_film(project, 1)
    tracks = [replace(track, kind="body") for track in film_found.scan.tracks]
    unfitted = tuple(
        Feature(t.id, "youtu-reid", np.eye(1, 8, dtype=np.float32), np.ones(1, np.float32)) for t in tracks
    )
    film = replace(film_found, scan=replace(film_found.scan, tracks=tuple(tracks), features=unfitted))
    spans = {track.id: tuple(showing(track, film.media.clock)) for track in tracks}
    with caplog.at_level(logging.WARNING):
        FilmBodies(film, spans).join([], {}, Said())
    assert tracks
    assert "compared by colours" in caplog.text
