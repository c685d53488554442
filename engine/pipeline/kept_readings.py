"""Keep the lines read in the pictures of a part of a film with it, until the film's captions are made of all parts."""

from fractions import Fraction

from engine.pipeline.passing_text import PassingText
from engine.store.project import Project
from engine.track.captions import Reading

_PREFIX = "readings "


def keep_readings(project: Project, until: Fraction, passing: PassingText, known: set[Fraction]) -> None:
    """Store what was read and is not in `known`, which then holds it. To be done before the chunk up to `until` is."""
    # A list first: the thread that reads goes on meanwhile.
    new = {time: lines for time, lines in list(passing.seen.items()) if time not in known}
    if new:
        told = {str(time): [(one.text, list(map(float, one.box)), float(one.confidence)) for one in lines]
                for time, lines in new.items()}  # fmt: skip
        project.settings.save(f"{_PREFIX}{until}", told)
        known |= set(new)


def kept_readings(project: Project) -> dict[Fraction, tuple[Reading, ...]]:
    """All lines that were kept, by the time of their picture."""
    names = [row[0] for row in project.database.rows("SELECT name FROM setting")]
    found: dict[Fraction, tuple[Reading, ...]] = {}
    for name in names:
        if name.startswith(_PREFIX):
            for time, lines in project.settings.load(name).items():  # type: ignore[attr-defined]
                found[Fraction(time)] = tuple(Reading(text, tuple(box), sure) for text, box, sure in lines)
    return found
