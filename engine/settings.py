"""Settings of an analysis, rules of a cut, and where the program keeps its files: defaults that work."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal, TypeAlias

import platformdirs

Quality: TypeAlias = Literal["fast", "balanced", "thorough"]
Device: TypeAlias = Literal["auto", "cpu", "cuda", "tensorrt", "directml", "coreml"]


@dataclass(frozen=True, slots=True)
class AnalysisSettings:
    """What decides the result of an analysis; part of the cache key."""

    quality: Quality = "balanced"


@dataclass(frozen=True, slots=True)
class Rules:
    """How evidence becomes segments. Times are exact seconds.

    The defaults are those of `cut` and `export`; `EVIDENCE` is what `segments` prints when no rule is given.
    """

    modalities: frozenset[str] = frozenset({"face", "body"})
    min_confidence: float = 0.5
    min_length: Fraction = Fraction(4, 5)
    merge_gap: Fraction = Fraction(1)
    pad_before: Fraction = Fraction(1, 5)
    pad_after: Fraction = Fraction(2, 5)
    snap_to_shots: bool = False
    together: bool = False
    """Keep only where a person is both seen and heard."""
    weights: tuple[tuple[str, float], ...] = ()
    """How much a modality is believed: its probability times 0..1; modalities that are not named count whole."""


EVIDENCE = Rules(
    modalities=frozenset({"face", "body", "voice", "caption"}),
    min_length=Fraction(0),
    merge_gap=Fraction(1, 5),
    pad_before=Fraction(0),
    pad_after=Fraction(0),
)


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The user's data folder: `ONLYLOOK_HOME` if set, else where the system keeps such files. It is not made here."""
    home = environment.get("ONLYLOOK_HOME", "")
    return Path(home).expanduser().absolute() if home else platformdirs.user_data_path("only-look-at-them", False)


def cores(environment: Mapping[str, str] = os.environ) -> int:
    """How many processor cores this process may use: `ONLYLOOK_CORES` where that is set, else those it is allowed.

    Processes that work side by side are told their share this way, so that their threads do not fight.
    """
    told = environment.get("ONLYLOOK_CORES", "")
    if told.isdecimal() and int(told):
        return int(told)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
