"""Sort what the user said about tracks into what the grouping has to obey."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.identify.bonds import DIFFERENT, SAME, BondKeeper, Bonds
from engine.timebase import Span
from engine.types import Correction, PersonKind

SAID = 1000.0
"""Nats: what the user said outweighs everything that models say."""


@dataclass(frozen=True, slots=True)
class Said:
    """`dropped`: tracks that show nobody. `names`: whom tracks are, `not_names`: whom they are not.

    `bonds`: which tracks are of one person, and which of two. `kinds`: what tracks show, real people or drawn ones.
    """

    dropped: frozenset[int] = frozenset()
    names: Mapping[str, frozenset[int]] = field(default_factory=dict)
    not_names: Mapping[str, frozenset[int]] = field(default_factory=dict)
    bonds: Bonds = field(default_factory=Bonds)
    kinds: Mapping[int, PersonKind] = field(default_factory=dict)


def said(corrections: Iterable[Correction]) -> Said:
    """In the order in which they were said; of two that contradict each other the later one holds."""
    return Listener().said(tuple(corrections))


class Listener:
    """Sums up the corrections of one film again and again, hearing only what is new."""

    def __init__(self) -> None:
        self._heard: tuple[Correction, ...] = ()
        self._told = _Telling()

    def said(self, corrections: Sequence[Correction]) -> Said:
        """As the function `said`. What was taken back cannot be unheard, so then all is heard again."""
        heard = len(self._heard)
        if tuple(corrections[:heard]) != self._heard:
            self._told, heard = _Telling(), 0
        for one in corrections[heard:]:
            self._told.hear(one)
        self._heard = tuple(corrections)
        return self._told.summary()


def renamed(told: Said, old: str, new: str) -> Said:
    """The same with all that was said of `old` said of `new`."""
    names = {new if name == old else name: tracks for name, tracks in told.names.items()}
    not_names = {name: tracks for name, tracks in told.not_names.items() if name != old}
    not_names[new] = told.not_names.get(old, frozenset()) | told.not_names.get(new, frozenset())
    return replace(told, names=names, not_names=not_names)


class _Telling:
    """What holds so far. Names stand in the order in which they were given."""

    def __init__(self) -> None:
        self._dropped: set[int] = set()
        self._names: dict[int, str] = {}
        self._not_names: dict[str, set[int]] = {}
        self._bonds = BondKeeper()
        self._kinds: dict[int, PersonKind] = {}

    def hear(self, one: Correction) -> None:
        if one.kind in ("not a face", "not a person"):
            self._dropped |= set(one.tracks)
        elif one.kind == "real" or one.kind == "drawn":
            self._kinds |= dict.fromkeys(one.tracks, one.kind)
        elif one.kind == "is":
            self._name(one.tracks, one.name)
        elif one.kind == "is not":
            self._not_names.setdefault(one.name, set()).update(one.tracks)
            self._bonds.set_apart(one.tracks)
            for track in one.tracks:
                if self._names.get(track) == one.name:
                    del self._names[track]
        elif one.kind == "same":
            self._join((*one.tracks, *one.other_tracks))
        elif one.kind == "different":
            self._bonds.tell(one.tracks, one.other_tracks, DIFFERENT, self._names)

    def summary(self) -> Said:
        names: dict[str, list[int]] = {}
        for track, name in self._names.items():
            names.setdefault(name, []).append(track)
        return Said(
            frozenset(self._dropped),
            {name: frozenset(tracks) for name, tracks in names.items()},
            {name: frozenset(tracks) for name, tracks in self._not_names.items() if tracks},
            self._bonds.bonds(),
            dict(self._kinds),
        )

    def _name(self, tracks: Sequence[int], name: str) -> None:
        self._dropped -= set(tracks)
        for track in tracks:
            self._names.pop(track, None)
            self._names[track] = name
        self._not_names.setdefault(name, set()).difference_update(tracks)
        self._bonds.set_apart(tracks)
        self._bonds.forget_contradictions(tracks, name, self._names)

    def _join(self, tracks: Sequence[int]) -> None:
        """All take the name that one of them was given last."""
        self._bonds.tell(tracks, tracks, SAME, self._names)
        among = set(tracks)
        named = [track for track in self._names if track in among]
        for track in named:
            self._names[track] = self._names[named[-1]]


def spans_said(corrections: Iterable[Correction], name: str) -> tuple[list[Span], list[Span]]:
    """Where the user said that a person is present, and where absent."""
    mine = [one for one in corrections if one.name == name and one.span is not None]
    present = [one.span for one in mine if one.kind == "present" and one.span]
    absent = [one.span for one in mine if one.kind == "absent" and one.span]
    return present, absent
