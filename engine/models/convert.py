"""Turn weights as published into ONNX files that run fast, once, into a folder of the user's data."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ModelMissing
from engine.models.catalog import ModelSpec
from engine.models.folders import ModelFolders
from engine.models.hashes import VerifiedHashes, sha256_of, write_atomically

HASH_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Converter:
    """`run` gets the source's path and its row. Raising `version` makes every machine convert again."""

    version: int
    run: Callable[[Path, ModelSpec], bytes]


# Imported only when they run: most starts find everything converted, and onnx and torch are slow to load.


def _centerface(source: Path, _: ModelSpec) -> bytes:
    from engine.models import convert_centerface

    return convert_centerface.convert(source.read_bytes())


def _drawn_picture(source: Path, _: ModelSpec) -> bytes:
    from engine.models import convert_drawn_picture

    return convert_drawn_picture.convert(source.read_bytes())


def _dlib(source: Path, _: ModelSpec) -> bytes:
    from engine.models import convert_dlib

    return convert_dlib.convert(source.read_bytes())


def _sface(source: Path, _: ModelSpec) -> bytes:
    from engine.models import convert_sface

    return convert_sface.convert(source.read_bytes())


def _nanodet(source: Path, _: ModelSpec) -> bytes:
    from engine.models import convert_nanodet

    return convert_nanodet.convert(source.read_bytes())


@contextmanager
def _torch_for(spec: ModelSpec) -> Iterator[None]:
    """Raises ModelMissing where a converter cannot be imported because PyTorch is not there."""
    try:
        yield
    except ImportError as error:
        raise ModelMissing(
            f"PyTorch, which converts {spec.name} at its first use, is not installed.", "Run `pip install torch`."
        ) from error


def _transnet(source: Path, spec: ModelSpec) -> bytes:
    with _torch_for(spec):
        from engine.models import convert_transnet
    return convert_transnet.convert(source)


def _campplus(source: Path, spec: ModelSpec) -> bytes:
    with _torch_for(spec):
        from engine.models import convert_campplus
    return convert_campplus.convert(source)


def _segmentation(source: Path, spec: ModelSpec) -> bytes:
    with _torch_for(spec):
        from engine.models import convert_segmentation
    return convert_segmentation.convert(source)


def _lrasd(source: Path, spec: ModelSpec) -> bytes:
    with _torch_for(spec):
        from engine.models import convert_lrasd
    return convert_lrasd.convert(source)


def _archive(source: Path, spec: ModelSpec) -> bytes:
    with zipfile.ZipFile(io.BytesIO(source.read_bytes())) as archive:
        return archive.read(spec.member)


CONVERTERS = {
    "centerface": Converter(1, _centerface),
    "dlib": Converter(1, _dlib),
    "drawn-picture": Converter(1, _drawn_picture),
    "sface": Converter(1, _sface),
    "nanodet": Converter(1, _nanodet),
    "transnetv2": Converter(2, _transnet),
    "campplus": Converter(1, _campplus),
    "segmentation": Converter(1, _segmentation),
    "lrasd": Converter(1, _lrasd),
    "archive": Converter(1, _archive),
}

NEEDS_TORCH = frozenset({"transnetv2", "campplus", "segmentation", "lrasd"})
"""Converters that read torch files."""


def find_converted(spec: ModelSpec, folders: ModelFolders) -> Path | None:
    """The converted file of `spec` if there is one whose content is unharmed."""
    hashes = VerifiedHashes(folders.verified)
    for path in sorted(folders.converted.glob(f"{_stem(spec)}-*.onnx")):
        if hashes.sha256(path).startswith(path.stem.rsplit("-", 1)[1]):
            return path
    return None


def convert(spec: ModelSpec, source: Path, folders: ModelFolders) -> Path:
    """The converted file of `spec`, made of `source` where it is not there yet.

    Its name carries the hash of the source, the converter's version and the hash of the content. Two processes that
    convert at once write the same content to a temporary file each and replace one target: either result is whole.
    Raises ModelMissing where the folder cannot be written or a package for the conversion is missing.
    """
    known = find_converted(spec, folders)
    if known:
        return known
    content = CONVERTERS[spec.converter].run(source, spec)
    try:
        return _store(spec, content, folders)
    except OSError as error:
        raise ModelMissing(
            f"The converted model {spec.name} cannot be written to {folders.converted} ({error.strerror}).",
            "Free some space, or name another folder in ONLYLOOK_HOME.",
        ) from error


def _store(spec: ModelSpec, content: bytes, folders: ModelFolders) -> Path:
    digest = hashlib.sha256(content).hexdigest()
    target = folders.converted / f"{_stem(spec)}-{digest[:HASH_LENGTH]}.onnx"
    write_atomically(target, content)
    if sha256_of(target) != digest:
        target.unlink()
        raise OSError(0, "what was written reads back differently")
    return target


def _stem(spec: ModelSpec) -> str:
    return f"{spec.name}-{spec.sha256[:HASH_LENGTH]}-v{CONVERTERS[spec.converter].version}"
