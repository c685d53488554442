"""What is kept of bundles of tracks is what was said of each two of them."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.identify.bonds import DIFFERENT, SAME
from engine.identify.corrected import told_of
from engine.identify.corrections import said
from engine.types import Correction

TRACKS = range(8)


@st.composite
def corrections(draw: st.DrawFn) -> Correction:
    kind = draw(st.sampled_from(["is", "is not", "same", "different", "same", "different", "not a face"]))
    some = st.lists(st.sampled_from(TRACKS), min_size=1, max_size=4, unique=True).map(tuple)
    tracks = draw(some)
    others = draw(some | st.just(())) if kind in ("same", "different") else ()
    return Correction(kind, tracks, others, draw(st.sampled_from(["Ada", "Bruno"])) if "is" in kind else "")  # type: ignore[arg-type]


def pair_by_pair(spoken: Sequence[Correction]) -> dict[tuple[int, int], int]:
    """For each two tracks, both ways round, `SAME` or `DIFFERENT`, as said last and not denied by names since."""
    found: dict[tuple[int, int], int] = {}
    names: dict[int, str] = {}
    for one in spoken:
        if one.kind == "is":
            for track in one.tracks:
                names.pop(track, None)
                names[track] = one.name
            denied = {
                (a, b)
                for (a, b), sign in found.items()
                if a in one.tracks and b in names and (names[b] == one.name) != (sign == SAME)
            }
            found = {pair: sign for pair, sign in found.items() if pair not in denied and pair[::-1] not in denied}
        elif one.kind == "is not":
            names = {t: name for t, name in names.items() if not (t in one.tracks and name == one.name)}
        elif one.kind == "same":
            among = {*one.tracks, *one.other_tracks}
            found |= {(a, b): SAME for a in among for b in among if a != b}
            last = [name for track, name in names.items() if track in among][-1:]
            names |= {track: last[0] for track in names if track in among}
        elif one.kind == "different":
            pairs = {(a, b) for a in one.tracks for b in one.other_tracks if a != b}
            found |= dict.fromkeys([*pairs, *((b, a) for a, b in pairs)], DIFFERENT)
    return found


@settings(max_examples=150, deadline=None)
@given(spoken=st.lists(corrections(), max_size=8))
def test_bundles_say_of_each_pair_what_was_said_of_it(spoken: list[Correction]) -> None:
    bonds, wanted = said(spoken).bonds, pair_by_pair(spoken)
    signs = bonds.signs()
    assert {(a, b): signs.of(a, b) for a in TRACKS for b in TRACKS if signs.of(a, b)} == wanted
    for sign in (SAME, DIFFERENT):
        pairs = {pair for pair, one in wanted.items() if one == sign}
        assert bonds.pairs(sign) == sorted(pair for pair in pairs if pair[0] < pair[1])
        partners = {a: {b for b in TRACKS if (a, b) in pairs} for a, _ in pairs}
        assert {a: set(others - {a}) for a, others in bonds.partners(sign).items() if others - {a}} == partners
        faces = dict.fromkeys(range(4))
        assert set(bonds.beside(sign, faces)) == {pair for pair in pairs if pair[0] not in faces}


@settings(max_examples=100, deadline=None)
@given(
    spoken=st.lists(corrections(), max_size=6),
    present=st.sets(st.sampled_from(TRACKS)),
    person=st.lists(st.integers(0, 2), min_size=8, max_size=8),
)
def test_rows_are_placed_with_those_of_their_person(
    spoken: list[Correction], present: set[int], person: list[int]
) -> None:
    told, tracks = said(spoken), sorted(present)
    rows = told_of(told, tracks, ["Ada", "Bruno"])
    pairs = {pair for pair, sign in pair_by_pair(spoken).items() if sign == SAME and set(pair) <= present}
    placed = rows.placed_in(np.array(person[: len(tracks)], np.int64))
    number = dict(zip(tracks, person, strict=False))
    assert {tracks[i] for i in np.flatnonzero(placed)} == {a for a, b in pairs if number[a] == number[b]}
