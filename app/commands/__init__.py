"""What a person can do to a project, each as a command that can be undone."""

from app.commands.bench import Bench, Choice, Combination, Marker
from app.commands.choices import ChangeRules, Pick
from app.commands.edits import Mark, Reshape
from app.commands.people import Say, merged, moved, not_a_face, not_this_person, renamed, split_off

__all__ = [
    "Bench", "ChangeRules", "Choice", "Combination", "Mark", "Marker", "Pick", "Reshape", "Say", "merged", "moved",
    "not_a_face", "not_this_person", "renamed", "split_off",
]  # fmt: skip
