"""Commands that correct who is who: each is a set of stored corrections that undo takes back."""

from collections.abc import Sequence

from PySide6.QtGui import QUndoCommand

from app.commands.bench import Bench
from engine.types import Correction


class Say(QUndoCommand):
    """Tell the project something. The first redo stores it; later ones let it count again."""

    def __init__(self, bench: Bench, text: str, corrections: Sequence[Correction]) -> None:
        super().__init__(text)
        self._bench = bench
        self._corrections = tuple(corrections)
        self._ids: tuple[int, ...] = ()

    def redo(self) -> None:
        if self._ids:
            self._bench.resay(self._ids)
        else:
            self._ids = self._bench.say(self._corrections)

    def undo(self) -> None:
        self._bench.unsay(self._ids)


def renamed(tracks: Sequence[int], name: str) -> list[Correction]:
    """All of a person's tracks are `name`."""
    return [Correction("is", tuple(tracks), name=name)]


def merged(tracks: Sequence[int], other_tracks: Sequence[int], name: str) -> list[Correction]:
    """Two persons are one. `name`: what the user called one of them, empty where neither was named."""
    if name:
        return [Correction("is", (*tracks, *other_tracks), name=name)]
    return [Correction("same", tuple(tracks), tuple(other_tracks))]


def not_this_person(tracks: Sequence[int], rest: Sequence[int], name: str) -> list[Correction]:
    """`tracks` are not the person of `rest`. `name`: what the user called that person, or empty."""
    said = [Correction("is not", tuple(tracks), name=name)] if name else []
    return [*said, Correction("different", tuple(tracks), tuple(rest))] if rest else said


def split_off(tracks: Sequence[int], rest: Sequence[int], name: str) -> list[Correction]:
    """`tracks` are one other person, not that of `rest`."""
    together = [Correction("same", tuple(tracks))] if len(tracks) > 1 else []
    return [*not_this_person(tracks, rest, name), *together]


def moved(tracks: Sequence[int], rest: Sequence[int], name: str, to: Sequence[int], to_name: str) -> list[Correction]:
    """`tracks` belong to the person of `to`, whom the user called `to_name` or nothing, and not to that of `rest`."""
    return [*not_this_person(tracks, rest, name), *merged(tracks, () if to_name else to, to_name)]


def not_a_face(tracks: Sequence[int]) -> list[Correction]:
    return [Correction("not a face", tuple(tracks))]
