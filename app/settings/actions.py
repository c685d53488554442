"""Everything that a menu or a key can do, each once: its name, its menu, and its keys in each preset.

To add one, put a row here and say in `app/main_window/deeds.py`, under the same id, what it does. Menus, keys, tool
tips, the sheet of keys and the key editor follow from the row. Keys are written as `QKeySequence` reads them.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import QCoreApplication

Preset: TypeAlias = Literal["only-look", "premiere", "resolve"]
PRESETS: dict[Preset, str] = {"only-look": "Only Look", "premiere": "Premiere", "resolve": "Resolve"}
Keys: TypeAlias = tuple[str, ...]


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802  The name by which lupdate finds texts in tables.
    """Mark a text for translators; it is translated where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Action:
    """`premiere`, `resolve`: keys where they differ from ours. `film`: it needs an open film."""

    id: str
    source: str
    keys: Keys = ()
    premiere: Keys | None = None
    resolve: Keys | None = None
    film: bool = True

    @property
    def text(self) -> str:
        """For a menu, with the letter that Alt chooses."""
        return QCoreApplication.translate("Menus", self.source)

    @property
    def title(self) -> str:
        """For a list."""
        # Chinese menus put the letter in brackets behind the text.
        text = self.text.split("(&")[0] if "(&" in self.text else self.text.replace("&", "")
        return text.rstrip("…")

    def keys_in(self, preset: Preset) -> Keys:
        other = {"only-look": None, "premiere": self.premiere, "resolve": self.resolve}[preset]
        return self.keys if other is None else other


@dataclass(frozen=True, slots=True)
class Menu:
    """Groups of actions are set apart by lines."""

    source: str
    groups: tuple[tuple[Action, ...], ...]

    @property
    def text(self) -> str:
        return QCoreApplication.translate("Menus", self.source)

    @property
    def title(self) -> str:
        return self.text.split("(&")[0].replace("&", "")

    @property
    def actions(self) -> tuple[Action, ...]:
        return tuple(action for group in self.groups for action in group)


FILE = Menu(QT_TRANSLATE_NOOP("Menus", "&File"), (
    (
        Action("file.open", QT_TRANSLATE_NOOP("Menus", "&Open…"), ("Ctrl+O",), film=False),
        Action("file.demo", QT_TRANSLATE_NOOP("Menus", "Make the &demo clip"), film=False),
        Action("file.close", QT_TRANSLATE_NOOP("Menus", "&Close film"), ("Ctrl+W",)),
    ),
    (Action("file.save-frame", QT_TRANSLATE_NOOP("Menus", "&Save this frame…"), ("Ctrl+Shift+S",)),),
    (Action("file.export", QT_TRANSLATE_NOOP("Menus", "&Export…"), ("E", "Ctrl+E"), ("Ctrl+M",), ("Ctrl+E",)),),
    (Action("file.check", QT_TRANSLATE_NOOP("Menus", "Chec&k against a table…")),),
    (Action("file.settings", QT_TRANSLATE_NOOP("Menus", "&Settings…"), ("Ctrl+,",), film=False),),
    (Action("file.quit", QT_TRANSLATE_NOOP("Menus", "&Quit"), ("Ctrl+Q",), film=False),),
))  # fmt: skip
EDIT = Menu(QT_TRANSLATE_NOOP("Menus", "&Edit"), (
    (
        Action("edit.undo", QT_TRANSLATE_NOOP("Menus", "&Undo"), ("Ctrl+Z",)),
        Action("edit.redo", QT_TRANSLATE_NOOP("Menus", "&Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), ("Ctrl+Shift+Z",),
               ("Ctrl+Shift+Z",)),
    ),
))  # fmt: skip
PERSON = Menu(QT_TRANSLATE_NOOP("Menus", "&Person"), (
    (
        Action("person.rename", QT_TRANSLATE_NOOP("Menus", "&Rename"), ("F2",)),
        Action("person.tracks", QT_TRANSLATE_NOOP("Menus", "Show &tracks"), ("Ctrl+T",)),
        Action("person.nobody", QT_TRANSLATE_NOOP("Menus", "Choose &nobody"), ("Ctrl+D",), ("Ctrl+Shift+A",),
               ("Ctrl+Shift+A",)),
    ),
    (
        Action("person.photo", QT_TRANSLATE_NOOP("Menus", "Find by &photo…"), ("Ctrl+Shift+F",)),
        Action("person.forget-photos", QT_TRANSLATE_NOOP("Menus", "&Forget photos")),
    ),
    (
        Action("person.keep", QT_TRANSLATE_NOOP("Menus", "&Keep in the gallery…"), ("Ctrl+K",), (), ()),
        Action("person.gallery", QT_TRANSLATE_NOOP("Menus", "&Gallery of people…"), ("Ctrl+Shift+G",), film=False),
    ),
))  # fmt: skip
PLAY = Menu(QT_TRANSLATE_NOOP("Menus", "P&lay"), (
    (
        Action("play.toggle", QT_TRANSLATE_NOOP("Menus", "&Play or pause"), ("Space",)),
        Action("play.back", QT_TRANSLATE_NOOP("Menus", "Play &backwards, faster"), ("J",)),
        Action("play.stop", QT_TRANSLATE_NOOP("Menus", "&Stop"), ("K",)),
        Action("play.forward", QT_TRANSLATE_NOOP("Menus", "Play &forwards, faster"), ("L",)),
        Action("play.only-look", QT_TRANSLATE_NOOP("Menus", "&Only Look"), ("O",), ("Ctrl+L",), ("Ctrl+L",)),
        Action("play.loop", QT_TRANSLATE_NOOP("Menus", "Loop this &segment"), ("Ctrl+L",), ("Ctrl+Alt+L",),
               ("Ctrl+/",)),
        Action("play.around", QT_TRANSLATE_NOOP("Menus", "Play &around the cut"), ("/",), ("Shift+K",), None),
        Action("play.who", QT_TRANSLATE_NOOP("Menus", "&Who is this?"), ("R",), ("Alt+R",), ("Alt+R",)),
        Action("play.who-on-pause", QT_TRANSLATE_NOOP("Menus", "Name everyone at each pause")),
    ),
    (
        Action("play.slower", QT_TRANSLATE_NOOP("Menus", "Slo&wer"), ("Shift+J",)),
        Action("play.faster", QT_TRANSLATE_NOOP("Menus", "&Faster"), ("Shift+L",)),
        Action("play.usual-speed", QT_TRANSLATE_NOOP("Menus", "Usual s&peed"), ("Shift+Space",)),
        Action("play.louder", QT_TRANSLATE_NOOP("Menus", "Louder"), ("Ctrl+Up",)),
        Action("play.softer", QT_TRANSLATE_NOOP("Menus", "Softer"), ("Ctrl+Down",)),
        Action("play.mute", QT_TRANSLATE_NOOP("Menus", "&Mute"), ("Alt+M",)),
        Action("play.sound", QT_TRANSLATE_NOOP("Menus", "Sound &track")),
    ),
    (
        Action("play.frame-back", QT_TRANSLATE_NOOP("Menus", "One frame back"), ("Left",)),
        Action("play.frame-on", QT_TRANSLATE_NOOP("Menus", "One frame on"), ("Right",)),
        Action("play.second-back", QT_TRANSLATE_NOOP("Menus", "One second back"), ("Shift+Left",)),
        Action("play.second-on", QT_TRANSLATE_NOOP("Menus", "One second on"), ("Shift+Right",)),
        Action("play.edit-back", QT_TRANSLATE_NOOP("Menus", "Previous edit"), ("Up",)),
        Action("play.edit-on", QT_TRANSLATE_NOOP("Menus", "Next edit"), ("Down",)),
        Action("play.start", QT_TRANSLATE_NOOP("Menus", "To the start"), ("Home",)),
        Action("play.end", QT_TRANSLATE_NOOP("Menus", "To the end"), ("End",)),
    ),
))  # fmt: skip
TIMELINE = Menu(QT_TRANSLATE_NOOP("Menus", "&Timeline"), (
    (
        Action("timeline.split", QT_TRANSLATE_NOOP("Menus", "&Split at the playhead"), ("S", "Ctrl+B"), ("Ctrl+K",),
               ("Ctrl+B", "Ctrl+\\")),
        Action("timeline.delete", QT_TRANSLATE_NOOP("Menus", "&Delete"), ("Del", "Backspace")),
        Action("timeline.delete-on", QT_TRANSLATE_NOOP("Menus", "Delete and go &on"), ("Shift+Del", "Shift+Backspace")),
        Action("timeline.in", QT_TRANSLATE_NOOP("Menus", "Begin &here"), ("I",)),
        Action("timeline.out", QT_TRANSLATE_NOOP("Menus", "&End here"), ("Shift+O",), ("O",), ("O",)),
    ),
    (
        Action("timeline.back", QT_TRANSLATE_NOOP("Menus", "&Previous segment"), ("[",)),
        Action("timeline.on", QT_TRANSLATE_NOOP("Menus", "Ne&xt segment"), ("]",)),
        Action("timeline.all", QT_TRANSLATE_NOOP("Menus", "Select &all"), ("Ctrl+A",)),
        Action("timeline.none", QT_TRANSLATE_NOOP("Menus", "Select no&ne")),
        Action("timeline.copy", QT_TRANSLATE_NOOP("Menus", "&Copy as a table"), ("Ctrl+C",)),
    ),
    (
        Action("timeline.invert", QT_TRANSLATE_NOOP("Menus", "&Invert what is kept"), ("Ctrl+I",)),
        Action("timeline.rules", QT_TRANSLATE_NOOP("Menus", "Take the &rules' version"), ("Shift+R",)),
        Action("timeline.all-rules", QT_TRANSLATE_NOOP("Menus", "Take the rules' version of e&verything")),
    ),
    (
        Action("timeline.marker", QT_TRANSLATE_NOOP("Menus", "&Marker at the playhead"), ("M",)),
        Action("timeline.snap", QT_TRANSLATE_NOOP("Menus", "Snap to shots, ed&ges and markers"), ("N",), ("S",)),
    ),
))  # fmt: skip
VIEW = Menu(QT_TRANSLATE_NOOP("Menus", "&View"), (
    (
        Action("view.zoom-in", QT_TRANSLATE_NOOP("Menus", "Zoom &in"), ("+", "="), ("=", "+"), ("Ctrl+=",)),
        Action("view.zoom-out", QT_TRANSLATE_NOOP("Menus", "Zoom &out"), ("-",), None, ("Ctrl+-",)),
        Action("view.fit", QT_TRANSLATE_NOOP("Menus", "Whole &film"), ("\\", "Shift+Z"), ("\\",), ("Shift+Z",)),
        Action("view.source-timecode", QT_TRANSLATE_NOOP("Menus", "&Timecode of the file")),
    ),
    (
        Action("view.names", QT_TRANSLATE_NOOP("Menus", "&Names on the picture"), ("B",), ("Ctrl+B",), ("Alt+B",)),
        Action("view.review", QT_TRANSLATE_NOOP("Menus", "&Review"), ("V",), ("Alt+V",), ("Alt+V",)),
        Action("view.full-screen", QT_TRANSLATE_NOOP("Menus", "Picture alone, f&ull screen"), ("F11",),
               ("F11", "Ctrl+`"), ("F11", "P"), film=False),
    ),
    (
        Action("view.cast", QT_TRANSLATE_NOOP("Menus", "Cast"), ("Ctrl+1",)),
        Action("view.rules", QT_TRANSLATE_NOOP("Menus", "Rules"), ("Ctrl+2",)),
        Action("view.timeline", QT_TRANSLATE_NOOP("Menus", "Timeline"), ("Ctrl+3",)),
        Action("view.captions", QT_TRANSLATE_NOOP("Menus", "Captions"), ("Ctrl+4",)),
        Action("view.check", QT_TRANSLATE_NOOP("Menus", "Check"), ("Ctrl+5",)),
        Action("view.series", QT_TRANSLATE_NOOP("Menus", "All films"), ("Ctrl+6",), film=False),
    ),
))  # fmt: skip
HELP = Menu(QT_TRANSLATE_NOOP("Menus", "&Help"), (
    (
        Action("help.keys", QT_TRANSLATE_NOOP("Menus", "&Keys"), ("?", "F1"), film=False),
        Action("help.log", QT_TRANSLATE_NOOP("Menus", "Show the &log file"), film=False),
    ),
))  # fmt: skip
MENUS = (FILE, EDIT, PERSON, PLAY, TIMELINE, VIEW, HELP)
ACTIONS: dict[str, Action] = {action.id: action for menu in MENUS for action in menu.actions}
