"""Take rules as a person types them, and refuse with a sentence what could not mean anything."""

import dataclasses
import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, TypeAlias, get_args

from engine.errors import UserError
from engine.settings import Rules
from engine.timebase import seconds
from engine.types import Modality

Time: TypeAlias = str | float | Fraction

KNOWN_MODALITIES: frozenset[str] = frozenset(get_args(Modality))
SIGHT = frozenset({"face", "body"})
LONGEST_S = Fraction(24 * 3600)
"""No rule is longer than a day: a larger number is a slip (milliseconds, a timecode without colons)."""

_TIMES = {
    "min_length": "shortest segment",
    "merge_gap": "gap to merge",
    "pad_before": "padding before",
    "pad_after": "padding after",
}


def changed(
    base: Rules,
    *,
    modalities: Iterable[str] | None = None,
    min_confidence: str | float | None = None,
    min_length: Time | None = None,
    merge_gap: Time | None = None,
    pad_before: Time | None = None,
    pad_after: Time | None = None,
    snap_to_shots: bool | None = None,
    together: bool | None = None,
    weights: Mapping[str, str | float] | Iterable[Iterable[Any]] | None = None,
) -> Rules:
    """`base` with what is given replaced; None leaves a rule as it is.

    Times are seconds as a number or as text ("0.4"). Raises UserError with a sentence for what is no rule.
    """
    times = {"min_length": min_length, "merge_gap": merge_gap, "pad_before": pad_before, "pad_after": pad_after}
    return checked(
        dataclasses.replace(
            base,
            modalities=base.modalities if modalities is None else frozenset(modalities),
            min_confidence=base.min_confidence if min_confidence is None else _share(min_confidence),
            snap_to_shots=base.snap_to_shots if snap_to_shots is None else snap_to_shots,
            together=base.together if together is None else together,
            weights=base.weights if weights is None else _weights(weights),
            **{name: _time(name, value) for name, value in times.items() if value is not None},
        )
    )


def checked(rules: Rules) -> Rules:
    """`rules` as they are. Raises UserError where one of them cannot mean anything."""
    unknown = sorted(rules.modalities - KNOWN_MODALITIES)
    known = ", ".join(sorted(KNOWN_MODALITIES))
    if unknown:
        raise UserError(f"There is no modality called {unknown[0]!r}.", f"Choose among {known}.")
    if not rules.modalities:
        raise UserError("Without a modality nobody can be found.", f"Choose at least one of {known}.")
    # `not (a <= x <= b)` is true for a NaN as well.
    if not 0 <= rules.min_confidence <= 1:
        raise UserError(
            f"The confidence {rules.min_confidence:g} is not between 0 and 1.", "Give a number such as 0.5."
        )
    if rules.together and not (rules.modalities & SIGHT and "voice" in rules.modalities):
        raise UserError("To be seen and heard takes sight and sound.", "Choose face or body, and voice.")
    for modality, weight in rules.weights:
        if modality not in KNOWN_MODALITIES:
            raise UserError(f"There is no modality called {modality!r}.", f"Choose among {known}.")
        if not 0 <= weight <= 1:
            raise UserError(f"The weight {weight:g} of {modality} is not between 0 and 1.", "Give one such as 0.5.")
    for name, words in _TIMES.items():
        value: Fraction = getattr(rules, name)
        if not 0 <= value <= LONGEST_S:
            raise UserError(
                f"The {words} of {float(value):g} s is not between 0 and {LONGEST_S} s.", "Give seconds, such as 0.5."
            )
    return rules


def _weights(given: Mapping[str, str | float] | Iterable[Iterable[Any]]) -> tuple[tuple[str, float], ...]:
    """Sorted, without those that say nothing. Pairs come back from where rules are stored."""
    pairs = dict(given if isinstance(given, Mapping) else (tuple(pair) for pair in given))
    return tuple(sorted((str(name), weight) for name, value in pairs.items() if (weight := _share(value)) != 1.0))


def _time(name: str, value: Time) -> Fraction:
    try:
        return seconds(value)
    except ValueError:
        raise UserError(f"The {_TIMES[name]} {value!r} is not a time.", "Give seconds, such as 0.5.") from None


def _share(value: str | float) -> float:
    try:
        share = float(value)
    except ValueError:
        share = math.nan
    if math.isnan(share):
        raise UserError(f"The confidence {value!r} is not a number.", "Give a number between 0 and 1, such as 0.5.")
    return share
