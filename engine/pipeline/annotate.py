"""Hand what was found to annotation tools, and score it against what people wrote down there."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from engine.edit.scoring import Match, Score, scores
from engine.errors import UserError
from engine.export.annotation import Annotation, NamedTrack
from engine.export.annotations import read_annotation
from engine.pipeline.cut import frame_edges
from engine.pipeline.sought import Sought
from engine.progress import Job
from engine.settings import Rules
from engine.track.spans import showing
from engine.types import Media, Segment


def annotation_of(sought: Sought, rules: Rules) -> Job[Annotation]:
    """Rows and boxes of the persons that were sought; `rules` speak of rows alone. Raises UnreadableMedia."""
    film = sought.film
    edges = yield from frame_edges(film.media)
    tracks = {track.id: track for track in film.scan.tracks}
    named = [
        NamedTrack(one.name, tracks[number], tuple(showing(tracks[number], film.media.clock)))
        for one in sought.sightings
        for number in one.tracks
    ]
    return Annotation(film.media, edges, tuple(sought.rows(rules)), tuple(named))


def read_truth(media: Media, path: Path, format_name: str = "") -> Job[list[Segment]]:
    """What somebody annotated of `media`. Raises UserError, also where it holds nobody."""
    return truth_of((yield from frame_edges(media)), path, format_name)


def truth_of(edges: Sequence[Fraction], path: Path, format_name: str = "") -> list[Segment]:
    """`read_truth` for a film whose frames are known; `edges`: as `frame_edges` returns them."""
    truth = [row for row in read_annotation(path, edges, format_name) if row.span.duration]
    if not truth:
        raise UserError(f"{path} holds nobody, so there is nothing to compare.", "Choose another file.")
    return truth


def scored(sought: Sought, truth: list[Segment], rules: Rules, match: Match) -> list[Score]:
    """How well the persons that were sought agree with `truth`."""
    return scores(truth, sought.rows(rules), match)
