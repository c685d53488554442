"""The exact truth of the demo, as a table: who is seen and heard, from when to when."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from assets.demo.stage import Sight
from assets.demo.story import FRAME_RATE, Line

COLUMNS: Final = ("person_label", "start_s", "end_s", "modality")
FACE_SHARE: Final = 0.5
"""A face counts while at least half of it shows, front to profile."""
BODY_SHARE: Final = 0.15
"""A body counts while a substantial part of the figure is in the picture."""


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """`person` shows in `modality` (face, body or voice) during `[start, end)`, exact seconds."""

    person: str
    modality: str
    start: Fraction
    end: Fraction


def rows(sights: Sequence[Iterable[Sight]], lines: Iterable[Line]) -> list[Row]:
    """The truth of a film whose frame `k` showed `sights[k]`, and in which `lines` were spoken."""
    seen: dict[tuple[str, str], list[bool]] = {}
    for frame, people in enumerate(sights):
        for sight in people:
            for modality, share, limit in (("face", sight.face, FACE_SHARE), ("body", sight.body, BODY_SHARE)):
                shown = seen.setdefault((sight.name, modality), [False] * len(sights))
                shown[frame] = shown[frame] or share >= limit
    table = [Row(name, modality, *span) for (name, modality), shown in seen.items() for span in _spans(shown)]
    table += [Row(line.name, "voice", Fraction(str(line.start_s)), Fraction(str(line.end_s))) for line in lines]
    return sorted(table)


def write(path: Path, table: Iterable[Row]) -> None:
    """Write the table as csv; seconds with two decimals, which name every frame of 25 a second exactly."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        out.writerows((row.person, f"{float(row.start):.2f}", f"{float(row.end):.2f}", row.modality) for row in table)


def _spans(shown: Sequence[bool]) -> list[tuple[Fraction, Fraction]]:
    edges = [k for k in range(len(shown) + 1) if (k > 0 and shown[k - 1]) != (k < len(shown) and shown[k])]
    return [(Fraction(a, FRAME_RATE), Fraction(b, FRAME_RATE)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
