"""Give body tracks to the persons of a cast: through their faces, else through clothes and who else is near.

A body that is bound to a face is that face's person for as long as it is followed, seen from behind as well. Clothes
alone never join strangers: two people in black are as alike as one person in two shots. They decide among the few who
were just seen and are not in the picture elsewhere. Bodies that belong to nobody become persons of their own.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from engine.identify.body_tracks import BodyCalibration, BodyTrack, Timeline, chains
from engine.identify.bonds import DIFFERENT, SAME, Sign
from engine.identify.calibration import chance
from engine.identify.corrections import SAID, Said
from engine.identify.memory import Memory
from engine.timebase import Span
from engine.track.binding import bindings
from engine.types import Track

NO_TRACK = -1


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """`story_s`: how far apart two tracks may be that clothes join. `stranger`: nats for a body of nobody known.

    `sure`: probability that gives a body without a face to a person. `joins`: nats that make two bodies without a face
    one person. `least_s`, `least_height`, `least_score`: how long, how tall (part of the picture) and how sure a body
    must be to be a person of its own. `chain_overlap`: intersection over union of the boxes on both sides of a break.
    `held_s`: a person who is not seen for no longer, within one shot, has hardly left and come back; how sure that is
    starts at `held_chance` and fades.
    """

    story_s: float = 30.0
    stranger: float = 1.5
    sure: float = 0.7
    joins: float = 2.0
    least_s: float = 3.0
    least_height: float = 0.3
    least_score: float = 0.6
    chain_overlap: float = 0.5
    held_s: float = 1.5
    held_chance: float = 0.8
    held_fades_s: float = 3.0


@dataclass(frozen=True, slots=True)
class Claim:
    """Body track `track` shows the person in `span`, with this probability.

    `track` is `NO_TRACK` where nothing shows but the person was there before and after, in the same shot.
    """

    track: int
    span: Span
    chance: float


@dataclass(frozen=True, slots=True)
class BodyCast:
    """`claims`: by position of the person among those that were given. `others`: persons who are bodies only.

    `orphans`: bodies of whose faces the user said that they are none, and who are nobody known.
    """

    claims: Mapping[int, tuple[Claim, ...]] = field(default_factory=dict)
    others: tuple[tuple[Claim, ...], ...] = ()
    orphans: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person who is told apart: the name, and the face tracks, which may be none where the user gave the name."""

    name: str
    faces: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """A person is seen in `span` of a shot. `ticks`: start and end in whole numbers, which compare fast."""

    shot: int
    span: Span
    ticks: tuple[int, int]


Owner: TypeAlias = tuple[int, int, float]
"""A face of a body, the person whose face it is, and how sure it is that body and person belong together."""


@dataclass(frozen=True, slots=True, eq=False)
class BodyFacts:
    """What no correction changes: the faces, which of them is which body's, and which bodies go on in others.

    `bound`: by body its faces, each with the probability that it is. `scale`: ticks a second. `sight_of`: by face.
    """

    faces: Mapping[int, Track]
    bound: Mapping[int, tuple[tuple[int, float], ...]]
    chains: tuple[tuple[BodyTrack, ...], ...]
    scale: int
    sight_of: Mapping[int, Sight]

    def sight(self, shot: int, span: Span) -> Sight:
        return _sight(shot, span, self.scale)


def body_facts(faces: Sequence[Track], bodies: Sequence[BodyTrack], limits: BodyLimits | None = None) -> BodyFacts:
    """`faces`, `bodies`: all tracks of one film. Bodies that never show are left out."""
    limits = limits or BodyLimits()
    shown = [body for body in bodies if body.spans]
    bound: dict[int, tuple[tuple[int, float], ...]] = {}
    for one in bindings(faces, [body.track for body in shown]):
        bound[one.body] = (*bound.get(one.body, ()), (one.face, chance(one.nats + 1)))
    linked = tuple(tuple(chain) for chain in chains(shown, limits.chain_overlap))
    spans = [face.span for face in faces] + [span for body in shown for span in (body.track.span, *body.spans)]
    # Bodies change hands halfway between two spans.
    scale = 2 * math.lcm(*{at.denominator for span in spans for at in (span.start, span.end)})
    sights = {face.id: _sight(face.shot, face.span, scale) for face in faces}
    return BodyFacts({face.id: face for face in faces}, bound, linked, scale, sights)


def _sight(shot: int, span: Span, scale: int) -> Sight:
    start, end = (at.numerator * (scale // at.denominator) for at in (span.start, span.end))
    return Sight(shot, span, (start, end))


def join_bodies(
    facts: BodyFacts,
    persons: Sequence[KnownPerson],
    chances: Mapping[int, float],
    picture_height: float,
    calibration: BodyCalibration,
    told: Said | None = None,
    limits: BodyLimits | None = None,
    memory: Memory | None = None,
) -> BodyCast:
    """Says which body tracks show whom. `chances`: how sure it is that each face track is its person's.

    `picture_height`: of the display picture in pixels. `told`: what the user said of body tracks is obeyed as well.
    `memory`: of earlier calls with the same facts and limits; it only saves time.
    """
    memory = Memory() if memory is None else memory
    joining = _Joining(facts, persons, chances, calibration, told or Said(), limits or BodyLimits(), memory)
    return joining.run(picture_height)


class _Joining:
    def __init__(
        self,
        facts: BodyFacts,
        persons: Sequence[KnownPerson],
        chances: Mapping[int, float],
        calibration: BodyCalibration,
        told: Said,
        limits: BodyLimits,
        memory: Memory,
    ) -> None:
        self._facts = facts
        self._persons = persons
        self._chances = chances
        self._calibration = calibration
        self._limits = limits
        self._memory = memory
        self._dropped = told.dropped
        self._whose = {face: number for number, person in enumerate(persons) for face in person.faces}
        self._said = {t: n for n, person in enumerate(persons) for t in told.names.get(person.name, ())}
        self._denied = {(t, n) for n, person in enumerate(persons) for t in told.not_names.get(person.name, ())}
        self._hear_pairs(told)
        self._claims: dict[int, list[Claim]] = {}
        # When a person is seen, and in which shot; and which bodies are surely whose.
        self._sights = {n: list(map(facts.sight_of.__getitem__, one.faces)) for n, one in enumerate(persons)}
        self._seen: dict[int, Timeline[int]] = {}
        self._samples: list[tuple[int, BodyTrack]] = []

    def _hear_pairs(self, told: Said) -> None:
        """What was said of two tracks, a body and a face or two bodies, being one person or two."""
        self._signs = told.bonds.signs()
        same = list(told.bonds.beside(SAME, self._facts.faces))
        for body, face in same:
            if face in self._whose:
                self._said.setdefault(body, self._whose[face])
        different = told.bonds.beside(DIFFERENT, self._facts.faces)
        self._denied |= {(body, self._whose[face]) for body, face in different if face in self._whose}
        if not same:
            return
        # Two bodies of one person: what is known of the one holds for the other.
        known = dict(self._said)
        for track in (track for chain in self._facts.chains for track in chain):
            for _, person, _ in self._owners(track)[:1]:
                known.setdefault(track.track.id, person)
        for one, other in same:
            if other in known:
                self._said.setdefault(one, known[other])

    def run(self, picture_height: float) -> BodyCast:
        rest = []
        for place, whole in enumerate(self._facts.chains):
            chain = [body for body in whole if body.track.id not in self._dropped]
            owners = [owner for body in chain for owner in self._owners(body)]
            said = [self._said[body.track.id] for body in chain if body.track.id in self._said]
            if said:
                self._claim_all(chain, said[-1], 1.0)
            elif owners:
                self._claim(place, chain, owners)
            elif chain:
                rest.append(chain)
        near: Timeline[tuple[int, BodyTrack]] = Timeline()
        for person, body in self._samples if rest else ():
            near.add(body.track.span, (person, body))
        others = [chain for chain in rest if not self._given(chain, near)]
        for person, sights in self._sights.items():
            if sights:
                self._claims.setdefault(person, []).extend(self._held(person, sights))
        groups = self._grouped(others)
        persons = [group for group in groups if self._is_person(group, picture_height)]
        # Whoever rejects a face looked at the body as well: it may be somebody's, but is not offered as a person anew.
        orphans = [any(map(self._lost_face, group)) for group in persons]
        return BodyCast(
            {person: tuple(claims) for person, claims in self._claims.items()},
            tuple(_shown(group) for group, orphan in zip(persons, orphans, strict=True) if not orphan),
            tuple(claim for group, orphan in zip(persons, orphans, strict=True) if orphan for claim in _shown(group)),
        )

    def _lost_face(self, body: BodyTrack) -> bool:
        """Whether a face was bound to it of which the user said that it is none."""
        return any(face in self._dropped for face, _ in self._facts.bound.get(body.track.id, ()))

    def _add(self, person: int, claim: Claim, sight: Sight) -> None:
        self._claims.setdefault(person, []).append(claim)
        self._sights[person].append(sight)
        if person in self._seen:
            self._seen[person].add(claim.span, sight.shot)

    def _owners(self, body: BodyTrack) -> list[Owner]:
        """The faces of a body whose persons are known: the track, the person, and how sure it is."""
        return [
            (face, self._whose[face], self._chances[face] * sure)
            for face, sure in self._facts.bound.get(body.track.id, ())
            if face in self._whose and (body.track.id, self._whose[face]) not in self._denied
        ]

    def _claim(self, place: int, chain: Sequence[BodyTrack], owners: Sequence[Owner]) -> None:
        """Each part of the chain is the person's whose face is nearest in time."""
        sights = self._facts.sight_of
        order = sorted(range(len(owners)), key=lambda at: (sights[owners[at][0]].ticks, owners[at][1]))
        ordered = [owners[at] for at in order]
        found = self._memory.recall(
            ("parts", place),
            ([body.track.id for body in chain], [(face, sure) for face, _, sure in ordered]),
            lambda: self._parts(chain, ordered),
        )
        for number, claim, sight in found:
            self._add(ordered[number][1], claim, sight)
        if len({person for _, person, _ in owners}) == 1:
            self._samples += [(owners[0][1], body) for body in chain if body.looks is not None]

    def _parts(self, chain: Sequence[BodyTrack], ordered: Sequence[Owner]) -> list[tuple[int, Claim, Sight]]:
        """Which of the owners, who are in order of time, each part of a chain shows."""
        spans = [self._facts.faces[face].span for face, _, _ in ordered]
        middles = [(one.end + next_.start) / 2 for one, next_ in pairwise(spans)]
        start, end = chain[0].track.span.start, chain[-1].track.span.end
        edges = [start, *(min(max(middle, start), end) for middle in middles), end]
        found = []
        for number, part in enumerate(pairwise(edges)):
            if part[0] >= part[1]:
                continue
            for body in chain:
                for span in body.spans:
                    common = max(span.start, part[0]), min(span.end, part[1])
                    if common[0] < common[1]:
                        claim = Claim(body.track.id, Span(*common), ordered[number][2])
                        found.append((number, claim, self._facts.sight(body.track.shot, claim.span)))
        return found

    def _given(self, chain: Sequence[BodyTrack], samples: Timeline[tuple[int, BodyTrack]]) -> bool:
        """Gives a chain without a face to the person who is likeliest, if one is likely enough."""
        fits = self._fits(chain, samples)
        if not fits:
            return False
        weights = np.exp([*fits.values(), self._limits.stranger])
        best = max(fits, key=lambda person: fits[person])
        sure = float(np.exp(fits[best]) / weights.sum())
        if sure < self._limits.sure:
            return False
        self._claim_all(chain, best, sure)
        return True

    def _claim_all(self, chain: Sequence[BodyTrack], person: int, sure: float) -> None:
        for body in chain:
            found = self._memory.recall(("whole", body.track.id), (sure,), partial(self._whole, body, sure))
            for claim, sight in found:
                self._add(person, claim, sight)

    def _whole(self, body: BodyTrack, sure: float) -> list[tuple[Claim, Sight]]:
        return [(Claim(body.track.id, span, sure), self._facts.sight(body.track.shot, span)) for span in body.spans]

    def _fits(self, chain: Sequence[BodyTrack], samples: Timeline[tuple[int, BodyTrack]]) -> dict[int, float]:
        """Nats of the likest body near by, of each person who is not seen elsewhere at the time."""
        span = _span(chain)
        fits: dict[int, float] = {}
        for mine in chain:
            near = samples.near(mine.track.span, self._limits.story_s)
            told = self._recalled_nats(mine, [(gap, body) for gap, (_, body) in near])
            for (_, (person, _)), nats in zip(near, told, strict=True):
                if (mine.track.id, person) not in self._denied:
                    fits[person] = max(fits.get(person, -np.inf), nats)
        return {person: nats for person, nats in fits.items() if self._is_free(person, span)}

    def _is_free(self, person: int, span: Span) -> bool:
        """Whether the person is not seen in any of `span`."""
        if person not in self._seen:
            self._seen[person] = Timeline()
            for sight in self._sights[person]:
                self._seen[person].add(sight.span, sight.shot)
        return self._seen[person].is_free(span)

    def _recalled_nats(self, mine: BodyTrack, others: Sequence[tuple[float, BodyTrack]]) -> list[float]:
        """How far apart two tracks are, and how alike, never changes."""
        inputs = ([body.track.id for _, body in others],)
        return self._memory.recall(("nats", mine.track.id), inputs, lambda: self._nats(mine, others))

    def _nats(self, mine: BodyTrack, others: Sequence[tuple[float, BodyTrack]]) -> list[float]:
        """Nats that a track is the person of each of `others`, so many seconds away; 0 for what is not described."""
        if mine.looks is None or not others:
            return [0.0] * len(others)
        looks = np.stack([np.zeros_like(mine.looks) if body.looks is None else body.looks for _, body in others])
        gaps = np.array([gap for gap, _ in others], np.float32)
        told = self._calibration.nats(looks @ mine.looks, gaps)
        return [0.0 if body.looks is None else float(nats) for (_, body), nats in zip(others, told, strict=True)]

    def _held(self, person: int, sights: Sequence[Sight]) -> list[Claim]:
        """Short gaps within a shot in which the person is neither seen nor followed."""
        place = self._persons[person].faces or self._persons[person].name
        return self._memory.recall(("held", place), (sights,), lambda: _held(sights, self._facts.scale, self._limits))

    def _grouped(self, rest: Sequence[Sequence[BodyTrack]]) -> list[list[BodyTrack]]:
        """Chains without a person, joined where clothes are alike enough and they are not seen at once."""
        groups: list[list[BodyTrack]] = []
        placed: Timeline[tuple[int, BodyTrack]] = Timeline()
        for chain in rest:
            fits: dict[int, float] = {}
            for mine in chain:
                near = placed.near(mine.track.span, self._limits.story_s)
                told = self._nats(mine, [(gap, body) for gap, (_, body) in near])
                for (gap, (number, _)), nats in zip(near, told, strict=True):
                    # Two that are seen at once are two, whatever they wear.
                    fits[number] = max(fits.get(number, nats), nats) if gap >= 0 else np.inf
            fits = {number: nats for number, nats in fits.items() if nats < np.inf}
            fits = {number: nats for number, nats in fits.items() if not self._paired(chain, groups[number], DIFFERENT)}
            fits |= {n: SAID for n, group in enumerate(groups) if self._paired(chain, group, SAME)}
            best = max(fits, key=lambda number: fits[number], default=-1)
            if best < 0 or fits[best] < self._limits.joins:
                best = len(groups)
                groups.append([])
            groups[best].extend(chain)
            for body in chain:
                placed.add(body.track.span, (best, body))
        return groups

    def _paired(self, one: Sequence[BodyTrack], other: Sequence[BodyTrack], sign: Sign) -> bool:
        """Whether the user said that of a track of the one and a track of the other."""
        place = self._signs.place
        ones = [a.track.id for a in one if a.track.id in place]
        return bool(ones) and any(self._signs.of(a, b.track.id) == sign for a in ones for b in other)

    def _is_person(self, group: Sequence[BodyTrack], picture_height: float) -> bool:
        limits = self._limits
        tall = max(float(np.median(body.track.boxes[:, 3])) for body in group) >= limits.least_height * picture_height
        sure = float(np.mean(np.concatenate([body.track.scores for body in group]))) >= limits.least_score
        return tall and sure and sum(body.seconds for body in group) >= limits.least_s


def _shown(group: Sequence[BodyTrack]) -> tuple[Claim, ...]:
    return tuple(Claim(body.track.id, span, 1.0) for body in group for span in body.spans)


def _span(chain: Sequence[BodyTrack]) -> Span:
    return Span(chain[0].track.span.start, chain[-1].track.span.end)


def _held(sights: Sequence[Sight], scale: int, limits: BodyLimits) -> list[Claim]:
    held = []
    until: dict[int, Sight] = {}
    for sight in sorted(sights, key=lambda sight: (sight.shot, sight.ticks)):
        last = until.get(sight.shot, sight)
        gap = (sight.ticks[0] - last.ticks[1]) / scale if last is not sight else 0.0
        if 0 < gap <= limits.held_s:
            sure = limits.held_chance * float(np.exp(-gap / limits.held_fades_s))
            held.append(Claim(NO_TRACK, Span(last.span.end, sight.span.start), sure))
        until[sight.shot] = sight if sight.ticks[1] >= last.ticks[1] else last
    return held
