"""Keep what a hand changed, and the markers, in the project, and find again whose cut it was."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from app.commands import Choice, Marker
from engine.edit.by_hand import HandEdits
from engine.store.project import Project
from engine.timebase import Span

Edits: TypeAlias = Mapping[Choice, HandEdits]
"""What a hand changed of each choice's cut. Later ones are found before earlier ones."""


def edits_of(choice: Choice, edits: Edits, person_of: Callable[[int], int | None]) -> tuple[Choice, HandEdits]:
    """The edits that were made for the same persons and the same combination, and the choice under which they are kept.

    `person_of`: who has a track now, None where nobody does. Tracks stand for persons, so another track of the same
    person finds the same edits.
    """
    wanted = _persons(choice, person_of)
    found = [one for one in edits if wanted and _persons(one, person_of) == wanted]
    return (found[-1], edits[found[-1]]) if found else (choice, HandEdits())


def _persons(choice: Choice, person_of: Callable[[int], int | None]) -> tuple[object, ...]:
    persons = list(dict.fromkeys(one for one in map(person_of, choice.anchors) if one is not None))
    if len(persons) < 2:
        return tuple(persons)
    first = persons[:1] if choice.combination == "without" else []
    return (choice.combination, *first, frozenset(persons[len(first) :]))


def with_edits(edits: Edits, choice: Choice, changed: HandEdits) -> Edits:
    """With other edits for one choice, as the latest."""
    others = {one: value for one, value in edits.items() if one != choice}
    return {**others, choice: changed} if changed else others


def save_hand(project: Project, media_id: int, edits: Edits, markers: Sequence[Marker]) -> None:
    """Times are kept as exact fractions."""
    rows = [{**_plain(one), "anchors": choice.anchors, "combination": choice.combination}
            for choice, one in edits.items()]  # fmt: skip
    project.settings.save(f"edits {media_id}", rows)
    project.settings.save(f"markers {media_id}", [[str(one.time), one.name] for one in markers])


def load_edits(project: Project, media_id: int) -> Edits:
    """The stored edits; those that a newer program stored and this one does not understand are left out."""
    found = {}
    for row in _rows(project.settings.load(f"edits {media_id}")):
        try:
            found[Choice(tuple(map(int, row["anchors"])), row["combination"])] = _edits(row)
        except (KeyError, TypeError, ValueError, ZeroDivisionError):
            continue
    return found


def load_markers(project: Project, media_id: int) -> tuple[Marker, ...]:
    """In order of time."""
    try:
        rows = _rows(project.settings.load(f"markers {media_id}"))
        return tuple(sorted(Marker(Fraction(time), str(name)) for time, name in rows))
    except (TypeError, ValueError, ZeroDivisionError):
        return ()


def _rows(stored: object) -> list[Any]:
    return stored if isinstance(stored, list) else []


def _plain(edits: HandEdits) -> dict[str, Any]:
    return {
        "kept": [[str(span.start), str(span.end)] for span in edits.kept],
        "dropped": [[str(span.start), str(span.end)] for span in edits.dropped],
        "splits": [str(at) for at in edits.splits],
        "edges": [str(at) for at in sorted(edits.edges)],
        "loose": [str(at) for at in sorted(edits.loose)],
        "inverted": edits.inverted,
    }


def _edits(row: Mapping[str, Any]) -> HandEdits:
    def spans(name: str) -> tuple[Span, ...]:
        return tuple(Span(Fraction(start), Fraction(end)) for start, end in row[name])

    def times(name: str) -> Iterable[Fraction]:
        return map(Fraction, row[name])

    return HandEdits(
        spans("kept"), spans("dropped"), tuple(times("splits")), frozenset(times("edges")), frozenset(times("loose")),
        bool(row["inverted"]),
    )  # fmt: skip
