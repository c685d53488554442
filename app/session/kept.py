"""Keep a project's rules and choice in the project, and the films opened last in the user's data folder."""

import hashlib
import json
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from app.commands import Choice
from engine.edit.rules import changed
from engine.errors import UserError
from engine.settings import Rules
from engine.store.locations import data_folder
from engine.store.project import Project

RECENT = 12


def save_rules(project: Project, rules: Rules) -> None:
    plain = {name: str(value) if isinstance(value, Fraction) else value for name, value in asdict(rules).items()}
    project.settings.save("rules", {**plain, "modalities": sorted(rules.modalities)})


def load_rules(project: Project) -> Rules:
    """The stored rules; the defaults where there are none or a newer program stored what this one does not know."""
    stored = project.settings.load("rules")
    try:
        return changed(Rules(), **stored) if isinstance(stored, dict) else Rules()
    except (TypeError, UserError):
        return Rules()


def save_choice(project: Project, choice: Choice) -> None:
    project.settings.save("choice", {"anchors": list(choice.anchors), "combination": choice.combination})


def load_choice(project: Project) -> Choice:
    stored: Any = project.settings.load("choice")
    if not isinstance(stored, dict):
        return Choice()
    combination = stored.get("combination")
    return Choice(
        tuple(int(anchor) for anchor in stored.get("anchors", ())),
        combination if combination in ("all", "without") else "any",
    )


@dataclass(frozen=True, slots=True)
class Recent:
    """A film that was opened: `path` is what to open again."""

    path: Path
    title: str

    @property
    def is_there(self) -> bool:
        """Whether the file is where it was; a disk may come back."""
        return self.path.exists()


def recent_films() -> list[Recent]:
    """Newest first, with those whose files are gone."""
    try:
        rows = json.loads(_recent_file().read_text("utf-8"))
        return [Recent(Path(row["path"]), str(row["title"])) for row in rows]
    except (OSError, ValueError, TypeError, KeyError):
        # A list of conveniences: without it, or with a damaged one, there is nothing recent.
        return []


def thumbnail_file(path: Path) -> Path:
    """Where the picture of a recent film is kept."""
    return data_folder() / "recent" / f"{hashlib.sha256(str(path).encode(errors='surrogatepass')).hexdigest()[:16]}.jpg"


def note_recent(path: Path, title: str) -> None:
    others = [recent for recent in recent_films() if recent.path != path]
    _keep([Recent(path, title), *others][:RECENT])


def forget_recent(path: Path) -> None:
    """Take a film off the list, with its picture; its project stays."""
    _keep([recent for recent in recent_films() if recent.path != path])
    thumbnail_file(path).unlink(missing_ok=True)


def _keep(films: list[Recent]) -> None:
    rows = [{"path": str(one.path), "title": one.title} for one in films]
    file = _recent_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".part")
    unfinished.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    unfinished.replace(file)


def _recent_file() -> Path:
    return data_folder() / "recent" / "films.json"
