"""What a film's sound and captions say of its persons: whose voice is heard, and whose name is shown."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import accumulate

from engine.describe.voice import MODEL as VOICE_MODEL
from engine.identify.name_plates import Proposal, chosen, plates, seconds_beside
from engine.identify.speakers import voice_calibration
from engine.identify.voice_corrections import voices_said
from engine.identify.voices import EnrolledVoice, overlapping, voices_of
from engine.media.probe import require_video
from engine.pipeline.analysis import Film
from engine.pipeline.hearing import Hearing, can_hear, load_hearing
from engine.timebase import Span
from engine.types import Caption, Correction, Evidence, Person, Turn


class FilmSenses:
    """Keeps what is stored of voices and captions, so that a corrected cast only weighs it anew."""

    def __init__(self, film: Film, captions: Sequence[Caption] | None = None) -> None:
        """`captions`: None takes those that are stored."""
        hearing = load_hearing(film) if can_hear() else Hearing((), ())
        self._turns, self._nats = hearing.turns, hearing.nats
        self._together = overlapping(hearing.turns)
        self._height = require_video(film.media).display_size[1]
        captions = film.project.captions.load(film.media_id) if captions is None else captions
        self._plates = plates(captions, self._height)
        self._tracks = [track for track in film.scan.tracks if track.kind == "face"]
        self._beside: tuple[tuple[Caption, Mapping[int, Fraction]], ...] | None = None
        self._proposed: tuple[Sequence[Person], list[Proposal]] = ((), [])

    def turns_at(self, time: Fraction) -> list[Turn]:
        """Those in which somebody speaks at that time."""
        return [turn for turn in self._turns if turn.span.contains(time)]

    def evidence(
        self,
        persons: Sequence[Person],
        spans: Mapping[int, Sequence[Span]],
        voices: Mapping[str, EnrolledVoice],
        said: Sequence[Correction] = (),
    ) -> dict[int, tuple[Evidence, ...]]:
        """By person id. `spans`: by track, when it shows. `voices`: recordings by the person's name.

        `said`: of voices; the rest is heard elsewhere.
        """
        found: dict[int, list[Evidence]] = {}
        for one in self._heard(persons, voices, said) + self._named(persons, spans):
            found.setdefault(one[0].id, []).append(one[1])
        return {number: tuple(claims) for number, claims in found.items()}

    def _heard(
        self, persons: Sequence[Person], voices: Mapping[str, EnrolledVoice], said: Sequence[Correction]
    ) -> list[tuple[Person, Evidence]]:
        """The unknown bucket is many people: no voice is theirs together, but a face of theirs may well speak."""
        places = {person.name: place for place, person in enumerate(persons) if person.known}
        enrolled = {places[name]: voice for name, voice in voices.items() if name in places}
        claims = voices_of(
            self._turns, self._nats, persons, enrolled, voice_calibration(VOICE_MODEL),
            voices_said(said, self._turns, persons), together=self._together,
        )  # fmt: skip
        return [
            (persons[one.person], Evidence(persons[one.person].name, one.span, "voice", one.probability))
            for one in claims
            if persons[one.person].known
        ]

    def _named(self, persons: Sequence[Person], spans: Mapping[int, Sequence[Span]]) -> list[tuple[Person, Evidence]]:
        """Name plates under the person's own face; what a plate merely proposes is no evidence."""
        named = {person.id: person for person in persons}
        return [
            (named[one.person], Evidence(named[one.person].name, one.plate.span, "caption", one.plate.confidence))
            for one in self.proposals(persons, spans)
            if one.name.casefold() == named[one.person].name.casefold()
        ]

    def proposals(self, persons: Sequence[Person], spans: Mapping[int, Sequence[Span]]) -> list[Proposal]:
        """What plates call known persons; `Proposal.person` is `Person.id`."""
        if self._beside is None:
            self._beside = self._beside_plates(spans)
        if self._proposed[0] != persons:
            place = {track: at for at, one in enumerate(persons) if one.known for track in one.tracks}
            beside = []
            for plate, shown in self._beside:
                # Of two who show as long the first one counts.
                rows = sorted((place[track], track) for track in shown if track in place)
                beside.append((plate, [(persons[at].id, shown[track]) for at, track in rows]))
            self._proposed = (persons, chosen(beside))
        return self._proposed[1]

    def _beside_plates(self, spans: Mapping[int, Sequence[Span]]) -> tuple[tuple[Caption, Mapping[int, Fraction]], ...]:
        """Each plate with the face tracks that show large meanwhile, and for how many seconds."""
        shown: list[dict[int, Fraction]] = [{} for _ in self._plates]
        times = sorted((plate.span, at) for at, plate in enumerate(self._plates))
        # Floats only pass over what is far away: rounding never turns the order of two times round.
        starts = [float(time.start) for time, _ in times]
        latest = list(accumulate((float(time.end) for time, _ in times), max))
        for track in self._tracks:
            height: float | None = None
            for span in spans[track.id]:
                start, end = float(span.start), float(span.end)
                for at in range(bisect_right(starts, end) - 1, -1, -1):
                    if latest[at] < start:
                        break
                    if height is None:
                        height = float(track.boxes[:, 3].mean()) / self._height
                    seconds = seconds_beside(self._plates[times[at][1]], span, height)
                    if seconds:
                        found = shown[times[at][1]]
                        found[track.id] = found.get(track.id, Fraction(0)) + seconds
        return tuple(zip(self._plates, shown, strict=True))
