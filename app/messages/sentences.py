"""Say the engine's most frequent sentences in the user's language, with their values put back in.

The engine knows no languages: its errors are English sentences with values in them. Those that a user of the window
meets most are templates here, `{0}` for each value, as they stand in the engine. A sentence that fits a template is
said by the template's translation; any other is shown as it is.
"""

import re
from functools import cache

from PySide6.QtCore import QCoreApplication

from app.messages.engine_sentences import SENTENCES

HOLE = re.compile(r"\{(\d+)\}")


def translated(sentence: str) -> str:
    for template, pattern in _patterns():
        found = pattern.fullmatch(sentence)
        if found:
            return QCoreApplication.translate("Engine", template).format(*found.groups())
    return sentence


@cache
def _patterns() -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    return tuple((template, re.compile(_pattern(template), re.DOTALL)) for template in SENTENCES)


def _pattern(template: str) -> str:
    """Literal parts as they are, anything where a value stands."""
    return "".join("(.+?)" if HOLE.fullmatch(part) else re.escape(part) for part in re.split(r"(\{\d+\})", template))
