"""Give each source a reel name that the oldest edit controllers can read."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePath

REEL_LENGTH = 8
"""CMX 3600 reads eight characters."""

RESERVED = frozenset({"AX", "BL", "NONE"})
"""What a CMX 3600 list calls an unnamed source and black."""


def reel_names(sources: Sequence[tuple[str, PurePath]]) -> list[str]:
    """One name for each (reel as the file says or empty, path): A-Z and 0-9, at most eight, never empty.

    Files of one true reel share its name. Names that become equal only by being cut short are told apart by a number.
    """
    given: dict[tuple[str, str], str] = {}
    for reel, path in sources:
        key = ("reel", reel) if reel else ("path", str(path))
        if key not in given:
            given[key] = _unused(_plain(reel or path.stem), set(given.values()) | RESERVED)
    return [given["reel", reel] if reel else given["path", str(path)] for reel, path in sources]


def _plain(text: str) -> str:
    """Accents go, the letters stay; what has no Latin letter at all becomes REEL."""
    # Upper case first: it makes SS of a German sharp s, which has no accent to lose.
    ascii_text = unicodedata.normalize("NFKD", text.upper()).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z0-9]", "", ascii_text)[:REEL_LENGTH] or "REEL"


def _unused(name: str, used: set[str]) -> str:
    candidate, number = name, 2
    while candidate in used:
        candidate = f"{name[: REEL_LENGTH - len(str(number))]}{number}"
        number += 1
    return candidate
