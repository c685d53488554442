"""Turn the doubts about a cast into questions with names, times and reasons, off the window's thread."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias

import numpy as np

from app.commands import Choice
from app.session.derive import Known
from app.session.views import Scene
from app.widgets import shown_name
from engine.describe.quality import pose_frontality
from engine.edit.edge_doubts import body_doubts, edge_doubts
from engine.identify.corrections import spans_said
from engine.identify.doubts import Doubt, Group, by_value
from engine.identify.fits import Fits
from engine.pipeline.doubts import doubts_of_film, fits_of_film, groups_of
from engine.timebase import Span
from engine.types import Floats, Track

Flaw: TypeAlias = Literal["turned", "small", "blurred"]
Key: TypeAlias = tuple[str, frozenset[int], frozenset[int]]
AROUND_S = Fraction(1, 2)
"""How long before and after a track the pictures around it are taken."""
POOR, TURNED, SMALL_PX = 0.3, 0.35, 48


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A whole picture to show. `box`: (4,) where the face is, None before and after."""

    time: Fraction
    box: Floats | None


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question as it is shown. `name`: X; `other`: the second of two persons; `rival`: whom it may be instead.

    `flaws`: what is wrong with the pictures of the face that is asked about.
    """

    doubt: Doubt
    groups: tuple[Group, ...]
    name: str
    other: str
    rival: str | None
    moments: tuple[Moment, ...]
    flaws: frozenset[Flaw]

    spans: tuple[Span, ...] = ()
    """What of the film is asked about: the edge, or when the faces show."""

    @property
    def time(self) -> Fraction:
        """Where in the film it comes from."""
        return next((moment.time for moment in self.moments if moment.box is not None), self.moments[0].time)


@dataclass(frozen=True, slots=True, eq=False)
class Groundwork:
    """What stays while only the cast changes. `film`, `dropped`: what it was made of."""

    film: object
    dropped: frozenset[int]
    fits: Fits


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The questions about a film as it was known, most valuable first."""

    asked: tuple[Asked, ...] = ()
    known: Known | None = None
    groundwork: Groundwork | None = field(default=None)


def questions(known: Known, choice: Choice, before: Groundwork | None) -> Found:
    """Decodes nothing. Raises ProjectError."""
    film, cast, scene = known.film, known.cast, known.scene
    dropped = frozenset(t for one in known.said if one.kind in ("not a face", "not a person") for t in one.tracks)
    if before is None or before.film is not film or before.dropped != dropped:
        before = Groundwork(film, dropped, fits_of_film(film))
    groups = groups_of(cast, known.said)
    found = [*doubts_of_film(film, cast, known.said, before.fits), *_edges(known, choice, groups)]
    names = [shown_name(person.name) for person in cast.persons]
    flaws = {feature.track: float(feature.qualities.max(initial=0)) for feature in film.scan.features
             if feature.model == film.model}  # fmt: skip
    asked = [_asked(doubt, groups, names, scene, flaws) for doubt in by_value(found)]
    return Found(tuple(asked), known, before)


def key_of(doubt: Doubt) -> Key:
    """What is skipped with it: a track whoever it was held against, or two groups that share these tracks."""
    if doubt.kind in ("whose", "there"):
        return f"{doubt.kind}{doubt.span.start if doubt.span else ''}", frozenset(doubt.tracks), frozenset()
    return doubt.kind, frozenset(doubt.tracks), frozenset(doubt.others)


def is_about(doubt: Doubt, key: Key) -> bool:
    """Whether it is the same question, although the groups may have grown meanwhile."""
    kind, one, other = key_of(doubt)
    if kind != key[0]:
        return False
    if not other:
        return one == key[1]
    straight = not one.isdisjoint(key[1]) and not other.isdisjoint(key[2])
    return straight or (not one.isdisjoint(key[2]) and not other.isdisjoint(key[1]))


def _edges(known: Known, choice: Choice, groups: Sequence[Group]) -> list[Doubt]:
    """Of those persons whom the cut is about and who have a name: what is said of a span is said of a name."""
    found: list[Doubt] = []
    for place, (group, person) in enumerate(zip(groups, known.cast.persons, strict=True)):
        if group.name and any(anchor in group.tracks for anchor in choice.anchors):
            said = [span for spans in spans_said(known.said, group.name) for span in spans]
            tracks = [known.scene.tracks[track] for track in group.tracks if track in known.scene.tracks]
            faces = [track for track in tracks if track.kind == "face"]
            shown = [span for track in faces for span in known.cast.spans[track.id]]
            found += edge_doubts(faces, known.scene.clock, place, said)
            found += body_doubts(known.cast.bodies.get(person.id, ()), shown, place, said)
    return found


def _asked(
    doubt: Doubt, groups: tuple[Group, ...], names: Sequence[str], scene: Scene, qualities: dict[int, float]
) -> Asked:
    other = next((i for i, group in enumerate(groups) if doubt.tracks[0] in group.tracks), doubt.person)
    return Asked(
        doubt,
        groups,
        names[doubt.person],
        names[other],
        names[doubt.rival] if doubt.rival is not None else None,
        _moments(doubt, scene),
        _flaws([scene.tracks[t] for t in doubt.tracks], qualities) if doubt.kind != "there" else frozenset(),
        _spans(doubt, scene),
    )


def _spans(doubt: Doubt, scene: Scene) -> tuple[Span, ...]:
    if doubt.span is not None:
        return (doubt.span,)
    # Of two persons, or two halves of one, either may be the stranger.
    tracks = (*doubt.tracks, *doubt.others) if doubt.kind in ("same", "split") else doubt.tracks
    return tuple(scene.tracks[track].span for track in tracks)


def _moments(doubt: Doubt, scene: Scene) -> tuple[Moment, ...]:
    if doubt.kind in ("same", "split"):
        tracks = [track for side in (doubt.tracks, doubt.others) for track in (*side, *side)[:2]]
        places = [0.5 if tracks.count(track) == 1 else (0.25, 0.75)[i % 2] for i, track in enumerate(tracks)]
        return tuple(_within(scene.tracks[track], place, scene) for track, place in zip(tracks, places, strict=True))
    track = scene.tracks[doubt.tracks[0]]
    span = doubt.span or track.span
    inside = [_at(track, span.start + span.duration * Fraction(part, 4), scene) for part in (1, 3)]
    around = [span.start - AROUND_S, span.end + AROUND_S]
    before, after = (_at(track, min(max(t, scene.whole.start), scene.whole.end), scene) for t in around)
    return (before, *inside, after)


def _within(track: Track, share: float, scene: Scene) -> Moment:
    sure = np.flatnonzero(track.scores >= track.scores.max() / 2)
    sample = int(sure[min(int(len(sure) * share), len(sure) - 1)])
    return Moment(scene.clock.time(int(track.pts[sample])), track.boxes[sample])


def _at(track: Track, time: Fraction, scene: Scene) -> Moment:
    if not track.span.contains(time):
        return Moment(time, None)
    pts = float((time + scene.clock.start) / scene.clock.time_base)
    box = np.array([np.interp(pts, track.pts, track.boxes[:, side]) for side in range(4)], np.float32)
    return Moment(time, box)


def _flaws(tracks: Sequence[Track], qualities: dict[int, float]) -> frozenset[Flaw]:
    """Why an embedding of these faces can be trusted little, if so."""
    if max((qualities.get(track.id, 0.0) for track in tracks), default=1.0) >= POOR:
        return frozenset()
    faces = [(track.boxes[i], track.landmarks[i]) for track in tracks for i in np.flatnonzero(track.scores > 0)]
    flaws: set[Flaw] = set()
    if max((pose_frontality(marks) for _, marks in faces), default=1.0) < TURNED:
        flaws.add("turned")
    if max((float(box[3]) for box, _ in faces), default=SMALL_PX) < SMALL_PX:
        flaws.add("small")
    return frozenset(flaws or {"blurred"})
