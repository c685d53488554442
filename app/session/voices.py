"""Correct whose voice is heard: each gesture on a voice becomes one command with a name."""

from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QCoreApplication

from app.commands import Say
from app.session.session import Session
from app.session.views import Card
from engine.timebase import Span
from engine.types import Correction, CorrectionKind


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks in `span`. `card`: whose voice it is taken for, None where that is nobody known."""

    span: Span
    card: Card | None


def voices_at(session: Session, time: Fraction) -> list[Voice]:
    """Who is heard at that time; several where they speak at once."""
    known, scene = session.known, session.scene
    if known is None or scene is None:
        return []
    claims = {
        one.span: scene.card_of(person.tracks[0])
        for person in known.cast.persons
        for one in known.cast.heard.get(person.id, ())
        if person.tracks and one.modality == "voice" and one.span.contains(time)
    }
    spans = [turn.span for turn in known.facts.casting.senses.turns_at(time)]
    return [Voice(span, claims.get(span)) for span in dict.fromkeys([*claims, *spans])]


def is_voice_of(session: Session, voice: Voice, card: Card) -> None:
    """The voice is the person's, wherever it is heard."""
    _say(session, tr("Voice of {0}").format(card.shown), "voice is", voice, card)


def is_not_voice_of(session: Session, voice: Voice, card: Card) -> None:
    """The voice is not the person's, wherever it is heard."""
    _say(session, tr("Not the voice of {0}").format(card.shown), "voice is not", voice, card)


def does_not_speak(session: Session, voice: Voice, card: Card) -> None:
    """Here somebody else speaks; elsewhere the voice stays the person's."""
    _say(session, tr("{0} does not speak here").format(card.shown), "not speaking", voice, card)


def _say(session: Session, text: str, kind: CorrectionKind, voice: Voice, card: Card) -> None:
    name = card.name if card.named else ""
    session.undo_stack.push(Say(session, text, [Correction(kind, card.tracks, name=name, span=voice.span)]))


def tr(text: str) -> str:
    return QCoreApplication.translate("Voices", text)
