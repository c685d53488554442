"""Compare the photos of a name with the tracks of a film."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.identify.calibration import FaceCalibration, mean_quality
from engine.identify.corrections import SAID, Said, renamed
from engine.identify.drawn import with_drawn
from engine.identify.limits import CastLimits
from engine.identify.prints import Prints, aggregate
from engine.types import Floats


@dataclass(frozen=True, slots=True, eq=False)
class NamedFaces:
    """The photos of one name: `vectors` (n, d) unit vectors, `qualities` (n,).

    `heads` (n, e): unit vectors of drawn heads, zeros for real faces; None where all are real.
    """

    vectors: Floats
    qualities: Floats
    heads: Floats | None = None


def photo_evidence(prints: Prints, faces: NamedFaces, calibration: FaceCalibration) -> Floats:
    """(n,) nats that each track is the person of these photos: of the best photo or of their mean."""
    if not len(prints):
        return np.zeros(0, np.float32)
    mean, _ = aggregate(faces.vectors, faces.qualities)
    vectors = np.vstack([faces.vectors, mean])
    qualities = np.append(faces.qualities, faces.qualities.max())
    quality = mean_quality(prints.qualities, qualities)
    nats = calibration.across(prints.vectors @ vectors.T, quality)
    drawn = calibration.drawn
    heads = None if faces.heads is None else np.vstack([faces.heads, _mean_head(faces)])
    best: Floats = with_drawn(nats, prints.heads, heads, quality, drawn.photo_nats if drawn else None).max(axis=1)
    return best


def _mean_head(faces: NamedFaces) -> Floats:
    """(e,) that of the drawn ones, zeros where there is none."""
    assert faces.heads is not None
    drawn = faces.heads.any(axis=1)
    return aggregate(faces.heads[drawn], faces.qualities[drawn])[0] if drawn.any() else faces.heads[0]


def anchored(evidence: Floats, limits: CastLimits) -> Floats:
    """The evidence of one name's photos, or none for anybody where no track is surely that person."""
    found = bool(len(evidence)) and float(evidence.max()) >= limits.anchor
    return evidence if found else np.full_like(evidence, -SAID / 4)


def called_as_photos(prints: Prints, photos: Mapping[str, Floats], told: Said, limits: CastLimits) -> Said:
    """`told` with names that have no photo exchanged for those of the photos that show the same persons.

    `photos`: by name, (n,) nats of `photo_evidence`.
    """
    for name, nats in photos.items():
        if name in told.names or not len(prints):
            continue
        evidence = nats.copy()
        evidence[np.isin(prints.tracks, list(told.not_names.get(name, ())))] = -SAID
        evidence[np.isin(prints.tracks, list(told.dropped))] = -SAID
        others = {other: tracks for other, tracks in told.names.items() if other not in photos}
        shown = _shown(prints, evidence, others, limits)
        if shown is not None:
            told = renamed(told, shown, name)
    return told


def _shown(prints: Prints, evidence: Floats, named: Mapping[str, frozenset[int]], limits: CastLimits) -> str | None:
    """Whom of `named` a photo shows: most of the tracks that surely fit it are theirs, and all of theirs fit well."""
    sure = evidence >= limits.anchor
    for name, tracks in named.items():
        mine = np.isin(prints.tracks, list(tracks))
        if 2 * prints.weights[sure & mine].sum() <= prints.weights[sure].sum():
            continue
        mean = float(np.average(evidence[mine], weights=prints.weights[mine]))
        return name if mean - limits.photo_prior > limits.merge_above else None
    return None
