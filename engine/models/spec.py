"""Say what is known of one network: what it is for, where its file comes from, and under which licence."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

SourceKind: TypeAlias = Literal["package", "folder", "url", "trained"]


@dataclass(frozen=True, slots=True)
class Source:
    """One place a model's file may come from, tried in the catalogue's order."""

    kind: SourceKind
    url: str = ""
    distribution: str = ""
    """Name to give to pip, where `kind` is "package"."""
    module: str = ""
    """Top-level module in whose folder `file` lies; it is found, never imported."""
    file: str = ""


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One row of the catalogue. `bytes` bounds a download; `sha256` alone decides whether a file is the model."""

    name: str
    role: str
    default: bool
    file: str
    """Name under which local folders are searched."""
    sha256: str
    bytes: int
    licence: str
    commercial: bool
    """Whether the licence lets the model be used commercially. If not, fetching asks first."""
    converter: str
    """Key of the converter that makes an ONNX file of it; empty where the file runs as it is."""
    input: str
    output: str
    published: str
    published_source: str
    measured: str
    sources: tuple[Source, ...]
    aliases: tuple[str, ...] = ()
    member: str = ""
    """File inside an archive, where `converter` is "archive"."""

    @property
    def file_names(self) -> tuple[str, ...]:
        return (self.file, *self.aliases)

    @property
    def urls(self) -> tuple[str, ...]:
        return tuple(source.url for source in self.sources if source.kind == "url")
