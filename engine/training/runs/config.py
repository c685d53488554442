"""What a training is to do: read from a TOML file, with nothing in it that is not understood."""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

from engine.errors import UserError
from engine.training.losses.margins import PUBLISHED, Margin, MarginKind
from engine.training.losses.unknown import RejectionKind

T = TypeVar("T")
Target: TypeAlias = Literal["face", "cartoon", "fusion", "head"]
DomainTerm: TypeAlias = Literal["none", "coral", "discrepancy", "critic"]


@dataclass(frozen=True, slots=True)
class DataConfig:
    """`kind`: folder (one folder for each identity), records (.rec with .idx), icartoonface (with `boxes`), projects,
    iqiyi (a folder with `feat/` and the list `truth`), vectors (.npz with vectors and labels, or by modality)."""

    kind: Literal["folder", "records", "icartoonface", "projects", "iqiyi", "vectors"] = "folder"
    path: Path = Path()
    paths: tuple[Path, ...] = ()
    strangers: Path | None = None
    """A folder of pictures without labels."""
    boxes: Path | None = None
    truth: Path | None = None
    held_back: float = 0.1
    """Share of the identities (of each identity's samples for heads and fusion) on which the result is judged."""


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    """`name`: mobilefacenet, ir18, ir50 for pictures; residual or linear for heads; attention or joined for fusion."""

    name: str = "mobilefacenet"
    dimensions: int = 128
    side: int = 112
    width: float = 1.0
    start: Path | None = None
    """A checkpoint whose weights the network begins with, as for UIR, which is fine-tuned."""
    drop: float = 0.3
    """Fusion: chance that a modality is hidden in a step."""


@dataclass(frozen=True, slots=True)
class LossConfig:
    """`scale` and `margin`: 0 takes the published value of `kind`."""

    kind: MarginKind = "arcface"
    scale: float = 0.0
    margin: float = 0.0
    share: float = 1.0
    """Part of the other identities that count in each step (partial FC)."""
    rejection: RejectionKind = "mean"
    rejection_weight: float = 0.0
    domain: DomainTerm = "none"
    domain_weight: float = 1.0

    @property
    def constants(self) -> Margin:
        known = PUBLISHED[self.kind]
        return Margin(self.kind, self.scale or known.scale, self.margin or known.margin, known.annealing)


@dataclass(frozen=True, slots=True)
class RunConfig:
    """How long and how. `rate`: of learning, warmed up over a twentieth of the steps, then falling as a cosine."""

    steps: int = 1000
    batch: int = 64
    each: int = 2
    strangers: float = 0.25
    rate: float = 0.05
    optimiser: Literal["sgd", "adam"] = "sgd"
    decay: float = 5e-4
    seed: int = 0
    save_every: int = 200
    precision: Literal["auto", "full", "half"] = "auto"
    """auto: half on graphics cards, full on processors."""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    threads: int = 0
    """0 leaves it to PyTorch."""
    augment: bool = True


@dataclass(frozen=True, slots=True)
class Config:
    """One training. `name`: what the network is called in the catalogue. `faces`: real faces beside cartoons."""

    target: Target
    name: str
    output: Path
    data: DataConfig
    network: NetworkConfig = field(default_factory=NetworkConfig)
    loss: LossConfig = field(default_factory=LossConfig)
    run: RunConfig = field(default_factory=RunConfig)
    faces: DataConfig | None = None
    licence: str = "not stated"
    register: bool = True
    """Whether the result goes into the catalogue of this machine."""


def read_config(path: Path, target: Target) -> Config:
    """Paths in the file are taken from its folder. Raises UserError that names what is wrong in it."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).", "Name a TOML file.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{path} is not right TOML: {error}.", "Correct it there.") from error
    config = _built(Config, {**table, "target": target}, path.absolute().parent, str(path))
    _check(config, path)
    return config


def _check(config: Config, path: Path) -> None:
    run = config.run
    wrong = [
        (run.steps < 1, "run.steps must be at least 1"),
        (run.batch < 2, "run.batch must be at least 2"),
        (not 0 <= run.strangers < 1, "run.strangers must be from 0 to below 1"),
        (run.rate <= 0, "run.rate must be above 0"),
        (run.save_every < 1, "run.save_every must be at least 1"),
        (not 0 < config.loss.share <= 1, "loss.share must be above 0 and at most 1"),
        (not 0 <= config.data.held_back < 1, "data.held_back must be from 0 to below 1"),
        (config.faces is not None and config.target != "cartoon", "[faces] belongs to cartoon trainings"),
        (not config.name.replace("-", "").replace("_", "").isalnum(), "name may hold letters, digits, - and _"),
    ]
    for is_wrong, sentence in wrong:
        if is_wrong:
            raise UserError(f"{path}: {sentence}.", "Correct it there.")


def _built(kind: type[T], table: Mapping[str, Any], base: Path, where: str) -> T:
    """A dataclass of the table's values; tables in it become dataclasses in turn."""
    hints = get_type_hints(kind)
    unknown = sorted(set(table) - set(hints))
    if unknown:
        raise UserError(f"{where} has {unknown[0]!r}, which is not known there.", f"Known are: {', '.join(hints)}.")
    needed = [one for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING]  # type: ignore[arg-type]
    missing = sorted({one.name for one in needed} - set(table))
    if missing:
        raise UserError(f"{where} lacks {missing[0]!r}.", "Add it.")
    return kind(**{name: _value(hints[name], value, base, f"{where}: {name}") for name, value in table.items()})


def _value(kind: Any, value: Any, base: Path, where: str) -> Any:
    options = [one for one in get_args(kind) if one is not type(None)] if type(None) in get_args(kind) else [kind]
    wanted = options[0]
    if isinstance(value, dict) and hasattr(wanted, "__dataclass_fields__"):
        return _built(wanted, value, base, where)
    if wanted is Path and isinstance(value, str):
        return base / Path(value).expanduser()
    if get_origin(wanted) is tuple and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(base / Path(one).expanduser() for one in value)
    if get_origin(wanted) is Literal:
        if value in get_args(wanted):
            return value
        raise UserError(f"{where} is {value!r}.", f"Use one of: {', '.join(get_args(wanted))}.")
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool)):
        return value
    raise UserError(f"{where} is {value!r}.", f"It must be a {wanted.__name__}.")
