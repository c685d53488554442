"""Work out, off the window's thread, what follows from the stored scan, the corrections, the choice and the rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from app.commands import Choice
from app.session.facts import Facts, cards_of, facts_of, modalities_of, proposed_names, spoken_lines
from app.session.hand_kept import Edits, edits_of
from app.session.recognition import by_gallery
from app.session.views import Cut, Lane, Marks, Scene, marks_of
from engine.edit.combine import JOINT, all_of, any_of, without
from engine.edit.hand_cut import applied
from engine.edit.presence import Presence, presence_of, ruled_presence
from engine.edit.segments import segments_in
from engine.identify.corrections import spans_said
from engine.pipeline.analysis import Film
from engine.pipeline.cast import Cast
from engine.pipeline.hearing import settings_heard
from engine.pipeline.kept_photos import kept_photos
from engine.pipeline.senses import senses_known
from engine.settings import Rules
from engine.store.cache import StageKey
from engine.store.project import Project
from engine.timebase import Span
from engine.types import Correction, Evidence, Media, Modality, Person, Segment

MODALITIES: tuple[Modality, ...] = ("face", "body", "voice", "caption")
"""In the order in which they are shown."""
NOBODY = ""
"""Whose evidence it is while the name does not matter."""


@dataclass(frozen=True, slots=True)
class Known:
    """A film, its cast and the view of both, as of one moment."""

    facts: Facts
    cast: Cast
    scene: Scene
    said: tuple[Correction, ...]
    next_track: int
    evidence: dict[str, tuple[tuple[Modality, Marks], ...]] = field(default_factory=dict)
    """By name, worked out when it is first asked for: no rule changes it."""
    presences: dict[tuple[int, frozenset[str], bool, tuple[tuple[str, float], ...]], "Shown"] = field(
        default_factory=dict
    )
    """By person and the modalities that count, for only few of the rules change them."""
    seen_by: dict[int, tuple[object, ...]] = field(default_factory=dict)
    """By person, what the person's evidence follows from."""
    senses: frozenset[str] = frozenset()
    """Which of voices and captions were stored when this was loaded."""

    @property
    def film(self) -> Film:
        return self.facts.film


@dataclass(frozen=True, slots=True)
class Shown:
    """One person over time: exactly, and for the lane."""

    presence: Presence
    levels: tuple[tuple[Span, float], ...]
    marks: Marks


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `known` is reused as far as neither `reload` nor `recast` forbids."""

    project: Project
    media_id: int
    media: Media
    key: StageKey
    choice: Choice
    rules: Rules
    known: Known | None
    reload: bool
    recast: bool
    edits: Edits = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """`fresh`: whether the scene is another one than in the question."""

    known: Known
    cut: Cut
    fresh: bool


def answer(question: Question) -> Answer:
    """Decodes nothing. Raises ProjectError."""
    known = question.known
    if known is None or (question.reload and _has_grown(question, known)):
        # Asked for before it is loaded: what is stored meanwhile is noticed the next time.
        senses = _senses(question)
        known = _known(facts_of(_film(question), known.facts if known else None), question, senses)
    elif question.recast:
        known = _known(known.facts, question, known.senses)
    return Answer(known, _cut(known, question), known is not question.known)


def _has_grown(question: Question, known: Known) -> bool:
    state = question.project.scans.scan_state(question.media_id, question.key)
    return (state.complete, state.next_track_id, _senses(question)) != (
        known.scene.complete, known.next_track, known.senses,
    ) or (not state.complete and state.done_until is not None and state.done_until > known.scene.until)  # fmt: skip


def _senses(question: Question) -> frozenset[str]:
    """Those of another sound track are others."""
    known = senses_known(question.project, question.media_id, question.key)
    if "voice" not in known:
        return known
    return known | {f"sound {settings_heard(question.project, question.media_id).stream}"}


def _film(question: Question) -> Film:
    scan = question.project.scans.load_scan(question.media_id, question.key)
    return Film(question.project, question.media_id, question.media, question.key, scan)


def _known(facts: Facts, question: Question, senses: frozenset[str]) -> Known:
    said = question.project.corrections.active(question.media_id)
    photos = kept_photos(facts.film)
    cast, recognised = by_gallery(facts, facts.casting.cast(photos), said, frozenset(photos))
    state = question.project.scans.scan_state(question.media_id, question.key)
    scene = Scene(
        media=facts.film.media,
        shots=facts.film.scan.shots,
        tracks=facts.tracks,
        cards=cards_of(
            facts,
            cast,
            frozenset(one.name for one in said if one.kind == "is"),
            proposed_names(facts, cast),
            recognised,
        ),
        complete=state.complete,
        until=facts.film.media.duration if state.complete else state.done_until or Fraction(0),
        shot_marks=facts.shot_marks,
        by_shot=facts.by_shot,
        modalities=modalities_of(cast),
        senses=senses & frozenset(MODALITIES),
        lines=spoken_lines(facts, cast),
    )
    return Known(facts, cast, scene, said, state.next_track_id, senses=senses)


def _cut(known: Known, question: Question) -> Cut:
    choice, rules = question.choice, question.rules
    persons = _chosen(known.cast, choice)
    if not persons:
        return Cut()
    each = [_segments(known, person, rules) for person in persons]
    segments = tuple(_shaped(_combined(each, choice, rules), known, question, persons))
    lanes = tuple(_lane(known, choice, person, rules) for person in persons)
    return Cut(segments, lanes, marks_of((segment.span, segment.confidence) for segment in segments))


def _shaped(ruled: list[Segment], known: Known, question: Question, persons: Sequence[Person]) -> list[Segment]:
    """What the hand made of what the rules keep."""
    holder = {track: person.id for person in known.cast.persons for track in person.tracks}
    _, edits = edits_of(question.choice, question.edits, holder.get)
    named = persons[:1] if question.choice.combination == "without" else persons
    rules = question.rules
    shortest = rules.min_length + rules.pad_before + rules.pad_after
    return applied(ruled, edits, known.scene.whole, JOINT.join(sorted(person.name for person in named)), shortest)


def _chosen(cast: Cast, choice: Choice) -> list[Person]:
    """In order of choice, nobody twice: two chosen persons may have become one."""
    if not choice.anchors:
        return []
    holder = {track: person for person in cast.persons for track in person.tracks}
    found = {holder[anchor].id: holder[anchor] for anchor in choice.anchors if anchor in holder}
    return list(found.values())


def _segments(known: Known, person: Person, rules: Rules) -> list[Segment]:
    present, absent = spans_said(known.said, person.name)
    presence = _shown(known, person, rules).presence
    cuts, whole, memory = known.facts.cuts, known.scene.whole, known.facts.memory
    nameless = memory.recall(
        ("segments", _place(person)),
        (presence, rules, whole, present, absent),
        lambda: segments_in(presence, rules, cuts, whole, present, absent),
    )
    return memory.recall(
        ("named", _place(person)),
        (nameless, person.name),
        lambda: [Segment(person.name, one.span, one.confidence, one.modalities, one.by_hand) for one in nameless],
    )


def _shown(known: Known, person: Person, rules: Rules) -> Shown:
    key = (person.id, rules.modalities, rules.together, rules.weights)
    if key not in known.presences:
        # A correction changes few persons, so most of the chosen ones show as before.
        known.presences[key] = known.facts.memory.recall(
            ("presence", _place(person)),
            (*_seen_by(known, person), *key[1:]),
            lambda: _worked_out(_evidence(known, person), rules),
        )
    return known.presences[key]


def _seen_by(known: Known, person: Person) -> tuple[object, ...]:
    """All that a person's evidence follows from, for when each track shows is always the same in one scan.

    The name is none of it: persons without one are numbered anew by almost every correction.
    """
    if person.id not in known.seen_by:
        cast = known.cast
        chances = [cast.chances[track] for track in person.tracks]
        heard = [(one.span, one.modality, one.confidence) for one in cast.heard.get(person.id, ())]
        known.seen_by[person.id] = person.tracks, chances, cast.bodies.get(person.id, ()), heard
    return known.seen_by[person.id]


def _evidence(known: Known, person: Person) -> list[Evidence]:
    """A person's evidence without the name."""
    heard = known.cast.heard.get(person.id, ())
    return [*known.cast.seen(replace(person, name=NOBODY)), *(replace(one, person=NOBODY) for one in heard)]


def _worked_out(evidence: Sequence[Evidence], rules: Rules) -> Shown:
    presence = ruled_presence(NOBODY, evidence, rules)
    levels = tuple((level.span, level.probability) for level in presence.levels)
    return Shown(presence, levels, _marks(presence))


def _marks(presence: Presence) -> Marks:
    rows = [(start / presence.scale, end / presence.scale) for start, end in presence.ticks]
    starts, ends = np.array(rows).reshape(-1, 2).T
    return Marks(starts.copy(), ends.copy(), np.array([level.probability for level in presence.levels]))


def _place(person: Person) -> int | str:
    """By which a person is found again after a correction."""
    return person.tracks[0] if person.tracks else person.name


def _combined(each: Sequence[list[Segment]], choice: Choice, rules: Rules) -> list[Segment]:
    if len(each) == 1:
        return each[0]
    if choice.combination == "all":
        return all_of(*each, min_length=rules.min_length)
    if choice.combination == "without":
        return without(each[0], *each[1:], min_length=rules.min_length)
    return any_of(*each)


def _lane(known: Known, choice: Choice, person: Person, rules: Rules) -> Lane:
    shown = _shown(known, person, rules)
    anchor = next(anchor for anchor in choice.anchors if anchor in person.tracks)
    if person.name not in known.evidence:
        known.evidence[person.name] = known.facts.memory.recall(
            ("modalities", _place(person)),
            _seen_by(known, person),
            lambda: _by_modality(_evidence(known, person)),
        )
    return Lane(anchor, person.name, shown.levels, shown.marks, known.evidence[person.name])


def _by_modality(evidence: Sequence[Evidence]) -> tuple[tuple[Modality, Marks], ...]:
    found = {one: presence_of(NOBODY, evidence, frozenset({one})) for one in MODALITIES}
    return tuple((modality, _marks(presence)) for modality, presence in found.items() if presence.levels)
