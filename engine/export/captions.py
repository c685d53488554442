"""Show in any player who is kept where: subtitles with the person's name for the length of each clip."""

from engine.edit.intervals import rounded
from engine.export.timeline import Timeline, cues

# Joins its neighbours without being seen, so that players do not read what follows as a tag.
WORD_JOINER = "\u2060"


def write_srt(timeline: Timeline) -> bytes:
    """SubRip: numbered cues, `HH:MM:SS,mmm`, UTF-8, CRLF line ends as the format's own program writes them.

    Raises ExportError for several sources on the source's clock.
    """
    blocks = [
        f"{number}\r\n{start} --> {end}\r\n{_srt_text(text)}\r\n"
        for number, (start, end, text) in enumerate(_stamped(timeline, ","), 1)
    ]
    return "\r\n".join(blocks).encode()


def write_vtt(timeline: Timeline) -> bytes:
    """WebVTT (W3C): cues with `HH:MM:SS.mmm`. Raises ExportError for several sources on the source's clock."""
    blocks = [f"{start} --> {end}\n{vtt_text(text)}\n" for start, end, text in _stamped(timeline, ".")]
    return "\n".join(["WEBVTT\n", *blocks]).encode()


def _stamped(timeline: Timeline, point: str) -> list[tuple[str, str, str]]:
    result = []
    for cue in cues(timeline):
        start_ms, end_ms = rounded(cue.span.start * 1000), rounded(cue.span.end * 1000)
        # A cue must last, however short the frame.
        end_ms = max(end_ms, start_ms + 1)
        result.append((clock_time(start_ms, point), clock_time(end_ms, point), cue.text))
    return result


def clock_time(milliseconds: int, point: str) -> str:
    """`HH:MM:SS` and three decimals after `point`; hours grow beyond two digits when they must."""
    whole, thousandths = divmod(milliseconds, 1000)
    minutes, secs = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{secs:02d}{point}{thousandths:03d}"


def _srt_text(text: str) -> str:
    # SubRip has no escapes: <...> and {\...} would vanish as tags, and an arrow in a cue looks like the next one.
    return text.replace("-->", "\u2192").replace("<", f"<{WORD_JOINER}").replace("{", f"{{{WORD_JOINER}")


def vtt_text(text: str) -> str:
    """`text` without what WebVTT would take for a tag or an entity."""
    # "-->" cannot survive, because the escape of ">" breaks it.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
