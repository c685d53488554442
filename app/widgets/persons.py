"""Names that the program gives by itself are the same in all data; here they get the words of the user's language."""

import re
from typing import Final

from PySide6.QtCore import QCoreApplication

OWN: Final = re.compile(r"(?:Person (?P<number>\d+)|Unknown)(?P<marks>(?: \(not named\))*)")
"""As `engine.pipeline.cast` makes them."""


def shown_name(name: str) -> str:
    """A person's name as the window shows it. What a user typed stays as it is."""
    own = OWN.fullmatch(name)
    if own is None:
        return name
    shown = tr("Person {0}").format(own["number"]) if own["number"] else tr("Unknown")
    for _ in range(own["marks"].count("(")):
        # A photo is called so; nobody else is.
        shown = tr("{0} (not named)").format(shown)
    return shown


def is_own_name(typed: str) -> bool:
    """Whether the window calls some person so by itself, however it is spaced."""
    wanted = "".join(typed.split()).casefold()
    numbered = "".join(tr("Person {0}").split()).casefold().split("{0}")
    is_numbered = re.fullmatch(r"\d+".join(map(re.escape, numbered)), wanted) is not None
    return is_numbered or wanted == "".join(tr("Unknown").split()).casefold()


def tr(text: str) -> str:
    return QCoreApplication.translate("Persons", text)
