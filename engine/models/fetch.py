"""Download one model when the user asks for it: https only, bounded, verified, then put in place."""

import hashlib
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Protocol, TypeAlias

from engine.errors import ModelMissing, UserError
from engine.models.catalog import ModelSpec
from engine.models.folders import ModelFolders, model_folders
from engine.progress import Job, Progress

CHUNK_BYTES = 1 << 18
TIMEOUT_S = 30
# Published sizes of large files are rounded; beyond this share the source sends something else.
SIZE_SLACK = 1.1


class Readable(Protocol):
    """What is read of a response."""

    def read(self, size: int, /) -> bytes: ...


Opener: TypeAlias = Callable[[str], AbstractContextManager[Readable]]


class _HttpsOnly(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        _require_https(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def open_https(url: str) -> AbstractContextManager[Readable]:
    """Open `url` and its redirects, all of which must be https. Raises UserError, OSError."""
    _require_https(url)
    request = urllib.request.Request(url, headers={"User-Agent": "only-look-at-them"})
    response: AbstractContextManager[Readable] = urllib.request.build_opener(_HttpsOnly).open(
        request, timeout=TIMEOUT_S
    )
    return response


def fetch(
    spec: ModelSpec,
    folders: ModelFolders | None = None,
    *,
    accept_licence: bool = False,
    open_url: Opener = open_https,
) -> Job[Path]:
    """Job that downloads `spec` and returns its path; progress counts bytes.

    Raises UserError where the licence forbids commercial use and `accept_licence` is False, ModelMissing where no URL
    works. An existing file stays as it is until the new one is verified.
    """
    if not spec.commercial and not accept_licence:
        raise UserError(
            f"The licence of {spec.name} ({spec.licence}) does not allow commercial use.",
            f"If that suits you, run `onlylook models fetch {spec.name} --accept-licence`.",
        )
    if not spec.urls:
        raise ModelMissing(f"{spec.name} cannot be downloaded.", "Install the package that holds it, or copy it.")
    target = (folders or model_folders()).downloaded / spec.file
    reasons: list[str] = []
    for url in spec.urls:
        try:
            yield from _download(spec, url, target, open_url)
        except (OSError, HTTPException, _WrongFile) as error:
            reasons.append(f"{url}: {error}")
        else:
            return target
    raise ModelMissing(
        f"The model {spec.name} could not be fetched ({'; '.join(reasons)}).",
        f"Check the network, or copy {spec.file} into a folder that ONLYLOOK_MODELS names.",
    )


class _WrongFile(Exception):
    """What came is not the model."""


def _download(spec: ModelSpec, url: str, target: Path, open_url: Opener) -> Job[None]:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream, open_url(url) as response:
            digest = hashlib.sha256()
            done = 0
            while chunk := response.read(CHUNK_BYTES):
                done += len(chunk)
                if done > spec.bytes * SIZE_SLACK:
                    raise _WrongFile(f"it is larger than the {spec.bytes} bytes expected")
                digest.update(chunk)
                stream.write(chunk)
                yield Progress("fetch", done, spec.bytes, "B", spec.name)
            stream.flush()
            os.fsync(stream.fileno())
        if digest.hexdigest() != spec.sha256:
            raise _WrongFile("its sha256 is not the expected one")
        temporary.replace(target)
    finally:
        # Also when the job is closed half-way: nothing half-written stays.
        temporary.unlink(missing_ok=True)


def _require_https(url: str) -> None:
    if not url.startswith("https://"):
        raise UserError(f"{url} is not an https address.", "Weights are fetched over https only.")
