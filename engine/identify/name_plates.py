"""Propose names for persons from name plates: words under a face that look like a name.

A proposal is never more than that: a person says yes or no. So a plate must leave no doubt, and what could be read in
two ways is left out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.timebase import Span
from engine.types import Caption

LOWER = 0.5
"""Plates stand in the lower half, so that they do not cover the face they belong to."""
SMALLEST, LARGEST = 0.02, 0.12
"""Height of a line as a share of the picture's: smaller is writing in the scene, larger a title."""
FACE_SHARE = 0.1
"""A person who is introduced is seen at least so large, as a share of the picture's height."""
WITH, BESIDE = 0.6, 0.2
"""Share of the plate's time in which its person must show at least, and any other at most."""
OFTEN = 5
"""What is shown more often is a title or a brand."""
LONGEST_S = 20
BELOW = 1.5
"""A second line belongs to the first if it lies nearer than so many heights of it."""

_PARTICLES = "de|da|di|del|van|von|der|den|la|le|el|al|bin|ibn|y|dos|du|mc|st\\.?"
_WORD = r"[^\W\d_](?:[^\W\d_]|['’.\-])*"
_NAME = re.compile(rf"{_WORD}(?: (?:{_PARTICLES}|{_WORD})){{1,3}}", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,5}·[\u4e00-\u9fff]{1,5}")


@dataclass(frozen=True, slots=True)
class FaceSpan:
    """A person's face in a span. `height`: as a share of the picture's."""

    person: int
    span: Span
    height: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """`person`: as in `FaceSpan`. `share`: part (0..1) of the plate's time in which the person shows."""

    person: int
    name: str
    plate: Caption
    share: float


def proposals(captions: Sequence[Caption], faces: Sequence[FaceSpan], picture_height: int) -> list[Proposal]:
    """At most one name for each person, at most one person for each name, in order of time."""
    return proposed(plates(captions, picture_height), faces)


def proposed(found: Iterable[Caption], faces: Sequence[FaceSpan]) -> list[Proposal]:
    """`proposals` of the `plates` that were found."""
    return chosen((plate, _beside(plate, faces)) for plate in found)


def chosen(beside: Iterable[tuple[Caption, Iterable[tuple[int, Fraction]]]]) -> list[Proposal]:
    """`proposed`, for whoever asks again after each correction. `beside`: each plate with the persons who show large
    meanwhile, as often as they do, and for how many seconds.
    """
    return _without_contradiction([one for plate, shown in beside for one in _whose(plate, shown)])


def seconds_beside(plate: Caption, span: Span, height: float) -> Fraction:
    """For how long a face in `span`, as large as `height` says, shows beside a plate; 0 where it is too small."""
    if height < FACE_SHARE or span.end <= plate.span.start or plate.span.end <= span.start:
        return Fraction(0)
    return min(span.end, plate.span.end) - max(span.start, plate.span.start)


def plates(captions: Sequence[Caption], picture_height: int) -> tuple[Caption, ...]:
    """The captions that look like a person's name under a face, whoever that may be."""
    read = [caption for caption in captions if caption.source == "picture" and caption.box]
    times_shown = Counter(_plain(caption.text) for caption in read)
    return tuple(
        caption
        for caption in read
        if times_shown[_plain(caption.text)] <= OFTEN and _is_plate(caption, read, picture_height)
    )


def _is_plate(caption: Caption, read: Sequence[Caption], picture_height: int) -> bool:
    assert caption.box
    _, y, _, height = caption.box
    share = height / picture_height
    if not (SMALLEST <= share <= LARGEST and (y + height / 2) / picture_height >= LOWER):
        return False
    if caption.span.duration > LONGEST_S:
        return False
    name = caption.text.strip()
    if _NAME.fullmatch(name) and _is_capitalised(name):
        # Capitals throughout are also the dress of titles and slogans, which have no line for a profession.
        return name != name.upper() or _has_second_line(caption, read)
    return bool(_HAN.fullmatch(name)) and _has_second_line(caption, read)


def _is_capitalised(name: str) -> bool:
    words = name.split()
    free = re.compile(_PARTICLES)
    return all(word[0].isupper() or (place > 0 and free.fullmatch(word)) for place, word in enumerate(words)) and (
        words[-1][0].isupper()
    )


def _has_second_line(caption: Caption, read: Iterable[Caption]) -> bool:
    assert caption.box
    x, y, width, height = caption.box
    for other in read:
        if other is caption or other.box is None or not other.span.overlaps(caption.span):
            continue
        left, top, wide, _ = other.box
        gap = top - (y + height)
        if -height / 2 <= gap <= BELOW * height and left < x + width and x < left + wide:
            return True
    return False


def _beside(plate: Caption, faces: Sequence[FaceSpan]) -> list[tuple[int, Fraction]]:
    found = ((face.person, seconds_beside(plate, face.span, face.height)) for face in faces)
    return [(person, seconds) for person, seconds in found if seconds]


def _whose(caption: Caption, beside: Iterable[tuple[int, Fraction]]) -> list[Proposal]:
    """The one person who shows large through most of the plate's time, or nobody."""
    shown: dict[int, Fraction] = {}
    for person, seconds in beside:
        shown[person] = shown.get(person, Fraction(0)) + seconds
    if not shown:
        return []
    (first, seconds), *others = sorted(shown.items(), key=lambda one: -one[1])
    share = float(seconds / caption.span.duration)
    most = max((float(other / caption.span.duration) for _, other in others), default=0.0)
    if share < WITH or most > BESIDE:
        return []
    return [Proposal(first, _tidy(caption.text), caption, min(1.0, share))]


def _without_contradiction(found: Sequence[Proposal]) -> list[Proposal]:
    names: dict[int, set[str]] = {}
    persons: dict[str, set[int]] = {}
    for one in found:
        names.setdefault(one.person, set()).add(_plain(one.name))
        persons.setdefault(_plain(one.name), set()).add(one.person)
    kept: dict[int, Proposal] = {}
    for one in sorted(found, key=lambda one: -one.share):
        if len(names[one.person]) == 1 and len(persons[_plain(one.name)]) == 1:
            kept.setdefault(one.person, one)
    return sorted(kept.values(), key=lambda one: one.plate.span)


def _tidy(text: str) -> str:
    """Capitals throughout are typography, not the name."""
    words = text.split()
    return " ".join(word.title() if word.isupper() and len(word) > 2 else word for word in words)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
