"""Tell in words what the user said of a film, and find it again by any of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from engine.errors import UserError
from engine.pipeline.analysis import Film
from engine.store.corrections import CorrectionRecord
from engine.types import Correction

SHOWN = 3
"""Times at which the tracks of a correction show: more would fill the line."""


@dataclass(frozen=True, slots=True)
class Said:
    """One correction in words. `active` is False for what was taken back."""

    id: int
    what: str
    who: str
    why: str
    when: datetime
    active: bool
    correction: Correction


def said_of(film: Film, words: Sequence[str] = ()) -> tuple[Said, ...]:
    """All that was said of a film, first things first; with `words` only where each of them stands. Raises
    ProjectError.
    """
    starts = {track.id: track.span.start for track in film.scan.tracks}
    found = (_told(record, starts) for record in film.project.corrections.all(film.media_id))
    return tuple(one for one in found if _has(one, words))


def take_back(film: Film, numbers: Sequence[int], again: bool = False) -> tuple[Said, ...]:
    """Undo single corrections, or say them `again`; those that changed. Raises UserError for a number that is none."""
    known = {one.id: one for one in said_of(film)}
    for number in numbers:
        if number not in known:
            raise UserError(f"Nothing was said under number {number}.", "`onlylook corrections list` shows what was.")
    changed = tuple(known[number] for number in dict.fromkeys(numbers) if known[number].active != again)
    store = film.project.corrections
    for one in changed:
        (store.redo if again else store.undo)(one.id)
    return changed


def explain(film: Film, number: int, why: str) -> Said:
    """Write down why something was said. Raises UserError for a number that is none."""
    if all(one.id != number for one in said_of(film)):
        raise UserError(f"Nothing was said under number {number}.", "`onlylook corrections list` shows what was.")
    film.project.corrections.explain(number, why.strip())
    return next(one for one in said_of(film) if one.id == number)


def _told(record: CorrectionRecord, starts: dict[int, Fraction]) -> Said:
    return Said(
        record.id, _sentence(record.correction, starts), record.who, record.note, record.created_at, not record.undone,
        record.correction,
    )  # fmt: skip


def _sentence(one: Correction, starts: dict[int, Fraction]) -> str:
    parts = [_faces(one.tracks, starts)] if one.tracks else []
    parts.append(one.kind)
    if one.name:
        parts.append(one.name)
    if one.other_tracks:
        parts.append(
            f"as {_faces(one.other_tracks, starts)}" if one.kind == "same" else _faces(one.other_tracks, starts)
        )
    if one.span is not None:
        parts.append(f"from {_clock(one.span.start)} to {_clock(one.span.end)}")
    return " ".join(parts)


def _faces(tracks: Sequence[int], starts: dict[int, Fraction]) -> str:
    times = [_clock(starts[track]) for track in tracks if track in starts]
    if not times:
        return "what the present analysis does not find"
    more = f" and {len(times) - SHOWN} more" if len(times) > SHOWN else ""
    return f"what shows at {', '.join(times[:SHOWN])}{more}"


def _clock(time: Fraction) -> str:
    minutes, seconds = divmod(float(time), 60)
    return f"{int(minutes)}:{seconds:04.1f}"


def _has(one: Said, words: Sequence[str]) -> bool:
    text = " ".join((one.what, one.who, one.why, one.when.date().isoformat())).casefold()
    return all(word.casefold() in text for word in words)
