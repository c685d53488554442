"""Ask about a film: its cast, as stored and corrected so far, turned into questions."""

from collections.abc import Sequence
from dataclasses import replace

from engine.describe.hair_clothes import MODEL as HAIR_CLOTHES
from engine.identify.adapted import Adapting
from engine.identify.calibration import face_calibration
from engine.identify.cast import CastLimits
from engine.identify.corrections import said
from engine.identify.doubts import Doubt, Group, doubts
from engine.identify.fits import Fits
from engine.identify.prints import Prints, prints_of
from engine.pipeline.adapted_faces import faces_of_film, head_of
from engine.pipeline.analysis import Film
from engine.pipeline.cast import Cast, heads_of_film
from engine.types import Correction


def prints_of_film(film: Film) -> Prints:
    """All tracks but those that the user called no face."""
    dropped = said(film.project.corrections.active(film.media_id)).dropped
    faces = faces_of_film(film, head_of(film))
    looks = {f.track: f for f in film.scan.features if f.model == HAIR_CLOTHES}
    kept = [track for track in film.scan.tracks if track.id not in dropped]
    return prints_of(kept, faces, looks, heads_of_film(film))


def groups_of(cast: Cast, corrections: Sequence[Correction]) -> tuple[Group, ...]:
    """The persons of the cast, in its order, with the names that the user gave."""
    names = said(corrections).names
    return tuple(Group(one.tracks, one.name if one.name in names else "", one.known) for one in cast.persons)


def fits_of_film(film: Film) -> Fits:
    """What can be kept while the scan and what is no face stay the same."""
    return Fits(prints_of_film(film), face_calibration(film.model), CastLimits().core_quality)


def doubts_of_film(film: Film, cast: Cast, corrections: Sequence[Correction], fits: Fits | None = None) -> list[Doubt]:
    """The questions about tracks and persons, most valuable first. `fits`: of `fits_of_film`, to save time.

    `corrections`: those that `cast` obeys; they also teach how far the evidence of this film is to be trusted.
    """
    fits = fits if fits is not None else fits_of_film(film)
    limits = CastLimits()
    shift = Adapting(fits.prints, fits.calibration).shift(corrections, limits.merge_above)
    return doubts(
        fits,
        groups_of(cast, corrections),
        corrections,
        {track: float(sum(span.duration for span in spans)) for track, spans in cast.spans.items()},
        replace(limits, merge_above=limits.merge_above - shift),
    )
