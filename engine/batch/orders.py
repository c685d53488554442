"""The values that travel between whoever plans a batch, whoever carries it out, and whoever shows how far it is."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from engine.export.cut_plan import Mode
from engine.pipeline.films import ANALYSED, Request
from engine.pipeline.hearing import HearingSettings
from engine.pipeline.joining import Apart
from engine.pipeline.parts import Part
from engine.settings import AnalysisSettings, Device, Quality, Rules

Kind: TypeAlias = Literal["finish", "sound", "pictures"]
Make: TypeAlias = Literal["cut", "segments"]


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom to look for in every film, and what to make of it; nothing where nobody is named.

    `rules`: of the cut; `evidence`: of the table of segments. `suffix`: of the cuts, "" takes that of each film.
    """

    persons: tuple[str, ...] = ()
    photos: tuple[tuple[str, Path], ...] = ()
    recordings: tuple[tuple[str, Path], ...] = ()
    rules: Rules = field(default_factory=Rules)
    evidence: Rules = field(default_factory=Rules)
    make: frozenset[Make] = frozenset({"cut", "segments"})
    mode: Mode = "smart"
    suffix: str = ""

    def __bool__(self) -> bool:
        return bool(self.persons or self.photos or self.recordings)


@dataclass(frozen=True, slots=True)
class Order:
    """How every film of a batch is treated. `projects`: folder for their projects; None takes the data folder."""

    modalities: frozenset[str] = ANALYSED
    quality: Quality | None = None
    device: Device = "auto"
    sound: int = 0
    fresh: bool = False
    projects: Path | None = None
    wish: Wish = field(default_factory=Wish)


@dataclass(frozen=True, slots=True)
class Item:
    """One film of a batch. `rank`: its place in the order of work; `product`: what its files are called, no suffix."""

    rank: int
    path: Path
    project: Path | None = None
    product: Path | None = None

    def request(self, order: Order) -> Request:
        """What `open_film` takes."""
        return Request(
            path=self.path,
            project=self.project,
            modalities=order.modalities,
            quality=order.quality,
            device=order.device,
            fresh=order.fresh,
            sound=order.sound,
        )


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that one process does.

    "pictures" scans `part` of a film into `file`, "sound" hears it into `file`, and "finish" does whatever is left,
    joins what is `apart`, and makes what the order wishes for. `seconds`: how much of the film it is about.
    """

    kind: Kind
    item: Item
    order: Order
    seconds: float
    file: Path | None = None
    part: Part | None = None
    apart: Apart | None = None
    settings: AnalysisSettings | None = None
    hearing: HearingSettings | None = None

    @property
    def name(self) -> str:
        """Tells it from all others of its batch."""
        return f"{self.item.rank} {self.kind} {self.file.name if self.file else ''}".strip()

    @property
    def urgency(self) -> tuple[int, int]:
        """Least first: films in order, and what ends a film before what begins another."""
        return self.item.rank, ("finish", "sound", "pictures").index(self.kind)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task failed, in the words of a UserError. `details`: the traceback of a fault of the program."""

    what: str
    next_step: str = ""
    exit_code: int = 1
    details: str = ""

    def __str__(self) -> str:
        return f"{self.what} {self.next_step}".strip()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a task ended. `facts`: plain values about the film, of "finish" alone. `notes`: sentences beside it."""

    facts: dict[str, Any] = field(default_factory=dict)
    failure: Failure | None = None
    notes: tuple[str, ...] = ()
    wall_s: float = 0.0
    processor_s: float = 0.0
