"""A screen-time report as one page that needs nothing but itself: tables, and bars drawn in SVG."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from html import escape
from types import MappingProxyType
from typing import Final

from engine.edit.screen_time import SENSES, EpisodeTime, PersonTime, ScreenTimes
from engine.export.timeline import one_line

COLOURS: Final = MappingProxyType({"face": "#2f6fde", "body": "#2a9d6f", "voice": "#c9772b", "caption": "#8a5bd1"})
"""By sense; each is told by words too."""
_BAR_WIDTH, _HEAD, _STEP, _BAR = 420, 26, 16, 10
WORDS: Final = MappingProxyType(
    {
        "title": "Screen time",
        "all": "All videos",
        "person": "Person",
        "seen": "Seen",
        "share": "Share",
        "appearances": "Appearances",
        "first": "First at",
        "face": "Face",
        "body": "Body",
        "voice": "Voice",
        "caption": "Caption",
        "none": "Nobody was found.",
        "left out": "Left out",
        "chart": "Seconds seen, by person",
    }
)
"""What the page says, by key; a window may hand in the words of another language."""
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8882; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; }
th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; overflow-wrap: anywhere; }
.wide { overflow-x: auto; } svg { max-width: 100%; height: auto; } svg text { fill: currentColor; font-size: 13px; }
.key span { display: inline-block; margin-right: 1.2rem; }
.key i { display: inline-block; width: .8rem; height: .8rem; }
@media print { body { margin: 0; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
"""


def report_html(times: ScreenTimes, words: Mapping[str, str] = WORDS, language: str = "en") -> str:
    """The page. `words`: as `WORDS`, in `language` (BCP 47)."""
    body = [f"<h1>{escape(words['title'])}</h1>"]
    if len(times.episodes) > 1:
        body += _matrix(times, words)
    for episode in times.episodes:
        body += _episode(episode, words)
    if times.skipped:
        listed = "".join(f"<li>{escape(one_line(sentence))}</li>" for sentence in times.skipped)
        body.append(f"<h2>{escape(words['left out'])}</h2><ul>{listed}</ul>")
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(words['title'])}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def clock(time: Fraction) -> str:
    """`0:24`, `1:02:03`: for reading."""
    whole = round(time)
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def _matrix(times: ScreenTimes, words: Mapping[str, str]) -> list[str]:
    """Person by video."""
    heads = "".join(f'<th scope="col">{escape(one_line(episode.title))}</th>' for episode in times.episodes)
    rows = []
    for name in times.names:
        found = [times.of(name, episode) for episode in times.episodes]
        cells = "".join(f"<td>{clock(one.seen) if one is not None else ''}</td>" for one in found)
        rows.append(f"<tr>{_head(name)}{cells}<td><b>{clock(times.seen(name))}</b></td></tr>")
    top = f'<th scope="col">{escape(words["person"])}</th>{heads}<th scope="col">{escape(words["all"])}</th>'
    table = f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    chart = _chart([(name, {sense: times.sensed(name, sense) for sense in SENSES}) for name in times.names], words)
    return [f"<h2>{escape(words['all'])} ({clock(times.duration)})</h2>", *chart, table]


def _episode(episode: EpisodeTime, words: Mapping[str, str]) -> list[str]:
    head = f"<h2>{escape(one_line(episode.title))} ({clock(episode.duration)})</h2>"
    if not episode.persons:
        return [head, f"<p>{escape(words['none'])}</p>"]
    senses = [sense for sense in SENSES if any(sense in person.by_sense for person in episode.persons)]
    keys = ("person", "seen", "share", *senses, "appearances", "first")
    top = "".join(f'<th scope="col">{escape(words[key])}</th>' for key in keys)
    rows = "".join(_row(person, episode.duration, senses) for person in episode.persons)
    chart = _chart([(one.name, one.by_sense) for one in episode.persons], words)
    table = f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table></div>'
    return [head, *chart, table]


def _row(person: PersonTime, duration: Fraction, senses: Iterable[str]) -> str:
    cells = "".join(f"<td>{clock(person.by_sense[s]) if s in person.by_sense else ''}</td>" for s in senses)
    share = f"{float(person.seen / duration):.1%}" if duration else ""
    return (
        f"<tr>{_head(person.name)}<td>{clock(person.seen)}</td><td>{share}</td>{cells}"
        f"<td>{person.appearances}</td><td>{clock(person.first)}</td></tr>"
    )


def _head(name: str) -> str:
    return f'<th scope="row">{escape(one_line(name))}</th>'


def _chart(rows: Iterable[tuple[str, Mapping[str, Fraction]]], words: Mapping[str, str]) -> list[str]:
    """Bars of every sense, one below the other for each person; the longest fills the width."""
    told = [(name, {s: t for s, t in senses.items() if t}) for name, senses in rows]
    told = [(name, senses) for name, senses in told if senses]
    longest = max((time for _, senses in told for time in senses.values()), default=Fraction(0))
    if not longest:
        return []
    parts: list[str] = []
    at = 0
    for name, senses in told:
        parts.append(f'<text x="0" y="{at + 13}">{escape(one_line(name))}</text>')
        for number, (sense, time) in enumerate(senses.items()):
            y = at + 18 + number * _STEP
            width = max(1.0, float(time / longest) * _BAR_WIDTH)
            told_time = f"{words[sense]} {clock(time)}"
            parts.append(
                f'<rect x="0" y="{y}" width="{width:.1f}" height="{_BAR}" fill="{COLOURS[sense]}">'
                f"<title>{escape(told_time)}</title></rect>"
            )
            parts.append(f'<text x="{width + 6:.1f}" y="{y + _BAR}">{clock(time)}</text>')
        at += _HEAD + len(senses) * _STEP
    present = [sense for sense in SENSES if any(sense in senses for _, senses in told)]
    key = "".join(f'<span><i style="background:{COLOURS[s]}"></i> {escape(words[s])}</span>' for s in present)
    svg = (
        f'<svg role="img" aria-label="{escape(words["chart"])}" viewBox="0 0 {_BAR_WIDTH + 80} {at}" '
        f'width="{_BAR_WIDTH + 80}" height="{at}">{"".join(parts)}</svg>'
    )
    return [f'<p class="key">{key}</p>', svg]
