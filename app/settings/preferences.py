"""What the user prefers, kept beside the window's layout; the command line knows nothing of it."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, TypeAlias, get_args

from PySide6.QtCore import QObject, QSettings, Signal

from engine.settings import Device, Quality

Appearance: TypeAlias = Literal["system", "dark", "light"]
Language: TypeAlias = Literal["system", "en", "zh_CN"]
Senses: TypeAlias = Literal["all", "pictures"]
"""Whether the analysis listens and reads captions, too."""
CHOICES: dict[str, tuple[str, ...]] = {
    "device": get_args(Device),
    "quality": get_args(Quality),
    "senses": get_args(Senses),
    "appearance": get_args(Appearance),
    "language": get_args(Language),
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """`models`: a folder in which the user keeps weights, empty for none."""

    device: Device = "auto"
    quality: Quality = "balanced"
    senses: Senses = "all"
    models: str = ""
    appearance: Appearance = "system"
    language: Language = "system"


class PreferenceStore(QObject):
    """`changed` comes after each change, which is stored by then."""

    changed = Signal(object)
    """`Preferences`."""

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._now = load_preferences(settings)

    @property
    def now(self) -> Preferences:
        return self._now

    def change(self, **changes: Any) -> None:
        wanted = replace(self._now, **changes)
        if wanted == self._now:
            return
        self._now = wanted
        for name, value in asdict(wanted).items():
            self._settings.setValue(f"preferences/{name}", value)
        self.changed.emit(wanted)


def load_preferences(settings: QSettings) -> Preferences:
    """What is stored; the default for what is not, or is no choice of this program."""
    stored: dict[str, Any] = {}
    for field in fields(Preferences):
        value = settings.value(f"preferences/{field.name}")
        if isinstance(value, str) and (field.name not in CHOICES or value in CHOICES[field.name]):
            stored[field.name] = value
    return Preferences(**stored)
