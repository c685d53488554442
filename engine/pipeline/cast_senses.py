"""What a film's sound and captions say of its persons: whose voice is heard, and whose name is shown."""

from collections.abc import Mapping, Sequence

from engine.describe.voice import MODEL as VOICE_MODEL
from engine.identify.name_plates import FaceSpan, proposals
from engine.identify.speakers import voice_calibration
from engine.identify.voices import EnrolledVoice, voices_of
from engine.media.probe import require_video
from engine.pipeline.analysis import Film
from engine.pipeline.hearing import Hearing, can_hear, load_hearing
from engine.timebase import Span
from engine.types import Evidence, Person


class FilmSenses:
    """Keeps what is stored of voices and captions, so that a corrected cast only weighs it anew."""

    def __init__(self, film: Film) -> None:
        self._film = film
        self._hearing = load_hearing(film) if can_hear() else Hearing((), ())
        self._captions = film.project.captions.load(film.media_id)
        self._tracks = {track.id: track for track in film.scan.tracks if track.kind == "face"}

    def evidence(
        self,
        persons: Sequence[Person],
        spans: Mapping[int, Sequence[Span]],
        voices: Mapping[str, EnrolledVoice],
    ) -> dict[int, tuple[Evidence, ...]]:
        """By person id. `spans`: by track, when it shows. `voices`: recordings by the person's name."""
        found: dict[int, list[Evidence]] = {}
        for one in self._heard(persons, voices) + self._named(persons, spans):
            found.setdefault(one[0].id, []).append(one[1])
        return {number: tuple(claims) for number, claims in found.items()}

    def _heard(self, persons: Sequence[Person], voices: Mapping[str, EnrolledVoice]) -> list[tuple[Person, Evidence]]:
        """The unknown bucket is many people: no voice is theirs together, but a face of theirs may well speak."""
        places = {person.name: place for place, person in enumerate(persons) if person.known}
        enrolled = {places[name]: voice for name, voice in voices.items() if name in places}
        claims = voices_of(self._hearing.turns, self._hearing.nats, persons, enrolled, voice_calibration(VOICE_MODEL))
        return [
            (persons[one.person], Evidence(persons[one.person].name, one.span, "voice", one.probability))
            for one in claims
            if persons[one.person].known
        ]

    def _named(self, persons: Sequence[Person], spans: Mapping[int, Sequence[Span]]) -> list[tuple[Person, Evidence]]:
        """Name plates under the person's own face; what a plate merely proposes is no evidence."""
        height = require_video(self._film.media).display_size[1]
        faces = self.faces(persons, spans)
        named = {person.id: person for person in persons}
        return [
            (named[one.person], Evidence(named[one.person].name, one.plate.span, "caption", one.plate.confidence))
            for one in proposals(self._captions, faces, height)
            if one.name.casefold() == named[one.person].name.casefold()
        ]

    def faces(self, persons: Sequence[Person], spans: Mapping[int, Sequence[Span]]) -> list[FaceSpan]:
        """When whose face shows how large."""
        height = require_video(self._film.media).display_size[1]
        return [
            FaceSpan(person.id, span, float(self._tracks[number].boxes[:, 3].mean()) / height)
            for person in persons
            if person.known
            for number in person.tracks
            if number in self._tracks
            for span in spans[number]
        ]
