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
            # A value may be a sentence's part that has words of its own, such as why a file cannot be written.
            values = [QCoreApplication.translate("Engine", value) for value in found.groups()]
            return QCoreApplication.translate("Engine", template).format(*values)
    return sentence


@cache
def _patterns() -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    # Those with more words of their own come first: "{0} cannot be written: {1}." fits many a sentence.
    ordered = sorted(SENTENCES, key=lambda template: -len(HOLE.sub("", template)))
    return tuple((template, re.compile(_pattern(template), re.DOTALL)) for template in ordered)


def _pattern(template: str) -> str:
    """Literal parts as they are, anything where a value stands."""
    return "".join("(.+?)" if HOLE.fullmatch(part) else re.escape(part) for part in re.split(r"(\{\d+\})", template))
