"""Fetch what a scan knows of bodies, for joining them to the cast that is made of faces."""

import logging
from collections.abc import Mapping, Sequence, Set

from engine.describe.body import MODELS as BODY_MODELS
from engine.describe.clothes import MODEL as CLOTHES
from engine.identify.bodies import BodyCast, BodyFacts, KnownPerson, body_facts, join_bodies
from engine.identify.body_tracks import BodyTrack, body_calibration, fitted_models
from engine.identify.corrections import Said
from engine.identify.memory import Memory
from engine.identify.prints import aggregate
from engine.media.probe import require_video
from engine.pipeline.analysis import Film
from engine.timebase import Span
from engine.types import Feature, Floats

log = logging.getLogger(__name__)


class FilmBodies:
    """The bodies of one film, ready to be joined to its cast each time that the user has corrected it."""

    def __init__(self, film: Film, spans: Mapping[int, tuple[Span, ...]]) -> None:
        """`spans`: by track, when it shows."""
        self._model = _usable({f.model for f in film.scan.features if f.model in BODY_MODELS})
        self._height = require_video(film.media).display_size[1]
        features = {feature.track: feature for feature in film.scan.features if feature.model == self._model}
        bodies = [
            BodyTrack(track, spans[track.id], _mean(features.get(track.id)))
            for track in film.scan.tracks
            if track.kind == "body"
        ]
        self._memory = Memory()
        self._facts: BodyFacts = body_facts([track for track in film.scan.tracks if track.kind == "face"], bodies)

    def join(self, persons: Sequence[KnownPerson], chances: Mapping[int, float], told: Said) -> BodyCast:
        """`persons`: those told apart by face or by the user; `chances`: by face track."""
        if not self._facts.chains:
            return BodyCast()
        calibration = body_calibration(self._model)
        return join_bodies(self._facts, persons, chances, self._height, calibration, told, memory=self._memory)


def _usable(models: Set[str]) -> str:
    """The appearance model by which bodies are compared; colours and texture are known of every body."""
    for model in sorted(models & fitted_models()):
        return model
    for model in models:
        log.warning("Bodies are compared by colours: how %s is to be read has not been fitted.", model)
    return CLOTHES


def _mean(feature: Feature | None) -> Floats | None:
    return None if feature is None else aggregate(feature.vectors, feature.qualities)[0]
