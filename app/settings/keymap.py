"""Which keys do what now: a preset, and what the user changed of it, kept in the window's settings."""

import json
from collections.abc import Sequence

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QKeySequence

from app.settings.actions import ACTIONS, PRESETS, Keys, Preset

PRESET = "keys/preset"
CHANGED = "keys/changed"


class Keymap(QObject):
    """Keys are texts such as `Ctrl+Shift+Z`, the same on all systems and in all languages."""

    changed = Signal()

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        stored = settings.value(PRESET, "only-look")
        self._preset: Preset = next((name for name in PRESETS if name == stored), "only-look")
        self._own = _read(settings.value(CHANGED, ""))

    @property
    def preset(self) -> Preset:
        return self._preset

    def keys(self, action: str) -> Keys:
        """Raises KeyError for an action that there is not."""
        if action in self._own:
            return self._own[action]
        # What the user gave to one action, a preset cannot give to another.
        taken = {key for keys in self._own.values() for key in keys}
        return tuple(key for key in ACTIONS[action].keys_in(self._preset) if key not in taken)

    def is_changed(self, action: str) -> bool:
        """Whether its keys are others than the preset's."""
        return self.keys(action) != ACTIONS[action].keys_in(self._preset)

    def holders(self, key: str, besides: str = "") -> list[str]:
        """Ids of the actions that have this key."""
        return [one for one in ACTIONS if one != besides and key in self.keys(one)]

    def use_preset(self, preset: Preset) -> None:
        """What the user changed stays changed."""
        self._preset = preset
        self._save()

    def change(self, action: str, keys: Sequence[str]) -> None:
        """Give an action these keys and no others. Whoever had one of them loses it."""
        wanted = tuple(dict.fromkeys(found for key in keys if (found := normal(key))))
        for other in self._own:
            self._own[other] = tuple(key for key in self._own[other] if key not in wanted)
        self._own[action] = wanted
        if wanted == ACTIONS[action].keys_in(self._preset):
            del self._own[action]
        self._save()

    def reset(self, action: str) -> None:
        """Back to the preset's keys; they are taken from whoever was given them meanwhile."""
        self.change(action, ACTIONS[action].keys_in(self._preset))

    def reset_all(self) -> None:
        self._own.clear()
        self._save()

    def _save(self) -> None:
        self._settings.setValue(PRESET, self._preset)
        self._settings.setValue(CHANGED, json.dumps(self._own))
        self.changed.emit()


def normal(key: str) -> str:
    """One spelling for each key: `ctrl+z` and `Ctrl+Z` are the same. Empty for what is no key."""
    return QKeySequence.fromString(key, QKeySequence.SequenceFormat.PortableText).toString(
        QKeySequence.SequenceFormat.PortableText
    )


def shown(keys: Sequence[str]) -> str:
    """Keys as this system writes them."""
    return ", ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys)


def _read(text: object) -> dict[str, Keys]:
    """Nothing where it was never stored or is damaged; actions of a newer program are left out."""
    try:
        rows = json.loads(str(text)) if text else {}
        return {name: tuple(map(str, keys)) for name, keys in rows.items() if name in ACTIONS}
    except (ValueError, TypeError, AttributeError):
        return {}
