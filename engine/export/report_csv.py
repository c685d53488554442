"""A screen-time report as a table: one row for each person and video, then one for each person over all."""

from fractions import Fraction

from engine.edit.screen_time import SENSES, PersonTime, ScreenTimes
from engine.export.table import cell, decimal

COLUMNS = ("video", "duration_s", "person", "named", "seen_s", *(f"{sense}_s" for sense in SENSES), "appearances")
ALL = "(all)"
"""Stands in the first column of the rows over all videos."""


def report_csv(times: ScreenTimes) -> str:
    """UTF-8 text with the columns `COLUMNS`, quoted as RFC 4180 says; times are seconds."""
    lines = [",".join(COLUMNS)]
    for episode in times.episodes:
        lines += [_row(str(episode.path), episode.duration, person) for person in episode.persons]
    if len(times.episodes) > 1:
        lines += [_row(ALL, times.duration, _overall(times, name)) for name in times.names]
    return "\n".join([*lines, ""])


def _overall(times: ScreenTimes, name: str) -> PersonTime:
    found = [one for episode in times.episodes if (one := times.of(name, episode)) is not None]
    senses = {sense: times.sensed(name, sense) for sense in SENSES}
    return PersonTime(name, True, times.seen(name), senses, sum(one.appearances for one in found), Fraction(0))


def _row(video: str, duration: Fraction, person: PersonTime) -> str:
    senses = (decimal(person.by_sense.get(sense, Fraction(0))) for sense in SENSES)
    return ",".join(
        (
            cell(video), decimal(duration), cell(person.name), str(int(person.named)), decimal(person.seen), *senses,
            str(person.appearances),
        )
    )  # fmt: skip
