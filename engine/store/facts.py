"""Keep what a probe learnt of a media file as JSON text, exact to the fraction."""

import json
from collections.abc import Mapping
from dataclasses import fields
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from engine.types import AudioStream, Media, SubtitleStream, VideoStream

Stream = TypeVar("Stream", VideoStream, AudioStream, SubtitleStream)


def facts_text(media: Media) -> str:
    """JSON of everything but the path, which the project keeps apart because it changes."""
    facts = {
        "container": media.container,
        "start": str(media.start),
        "duration": str(media.duration),
        "video": None if media.video is None else _plain(media.video),
        "audio": [_plain(stream) for stream in media.audio],
        "subtitles": [_plain(stream) for stream in media.subtitles],
    }
    return json.dumps(facts)


def media_of(path: Path, text: str) -> Media:
    """The media at `path` with the facts of `facts_text`. Raises ValueError where the text is damaged."""
    try:
        facts = json.loads(text)
        return Media(
            path=path,
            container=facts["container"],
            start=Fraction(facts["start"]),
            duration=Fraction(facts["duration"]),
            video=None if facts["video"] is None else _stream(VideoStream, facts["video"]),
            audio=tuple(_stream(AudioStream, stream) for stream in facts["audio"]),
            subtitles=tuple(_stream(SubtitleStream, stream) for stream in facts["subtitles"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"media facts without {error}") from error


def _plain(stream: VideoStream | AudioStream | SubtitleStream) -> dict[str, Any]:
    values = {field.name: getattr(stream, field.name) for field in fields(stream)}
    return {name: str(value) if isinstance(value, Fraction) else value for name, value in values.items()}


def _stream(kind: type[Stream], values: Mapping[str, Any]) -> Stream:
    fractions = {field.name for field in fields(kind) if field.type in (Fraction, "Fraction")}
    exact: dict[str, Any] = {name: Fraction(value) if name in fractions else value for name, value in values.items()}
    return kind(**exact)
