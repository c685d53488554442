"""Fetch what a scan knows of bodies, and join them to the cast that was made of faces."""

from collections.abc import Mapping, Sequence

from engine.describe.body import MODELS as BODY_MODELS
from engine.describe.clothes import MODEL as CLOTHES
from engine.identify.bodies import BodyCast, KnownPerson, join_bodies
from engine.identify.body_tracks import BodyTrack, body_calibration
from engine.identify.corrections import Said
from engine.identify.prints import aggregate
from engine.media.probe import require_video
from engine.pipeline.analysis import Film
from engine.timebase import Span
from engine.types import Feature, Floats, Person


def bodies_of_cast(
    film: Film,
    persons: Sequence[Person],
    chances: Mapping[int, float],
    spans: Mapping[int, tuple[Span, ...]],
    told: Said,
) -> BodyCast:
    """`persons`: those told apart by face or by the user. `chances`, `spans`: by track, those of bodies among them."""
    features = {(feature.track, feature.model): feature for feature in film.scan.features}
    model = next((f.model for f in film.scan.features if f.model in BODY_MODELS), CLOTHES)
    bodies = [
        BodyTrack(track, spans[track.id], _mean(features.get((track.id, model))))
        for track in film.scan.tracks
        if track.kind == "body"
    ]
    return join_bodies(
        [KnownPerson(person.name, person.tracks) for person in persons],
        chances,
        [track for track in film.scan.tracks if track.kind == "face"],
        bodies,
        require_video(film.media).display_size[1],
        body_calibration(model),
        told,
    )


def _mean(feature: Feature | None) -> Floats | None:
    return None if feature is None else aggregate(feature.vectors, feature.qualities)[0]
