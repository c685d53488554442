import hashlib
import io
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from http.client import HTTPMessage
from pathlib import Path

import pytest

from engine.errors import ModelMissing, UserError
from engine.models.catalog import ModelSpec, Source, find
from engine.models.fetch import _HttpsOnly, fetch, open_https
from engine.models.folders import ModelFolders
from engine.models.weights import locate
from engine.progress import Progress, run

CONTENT = bytes(range(256)) * 4096


@pytest.fixture
def folders(tmp_path: Path) -> ModelFolders:
    return ModelFolders((), tmp_path / "downloaded", tmp_path / "converted")


@pytest.fixture
def spec() -> ModelSpec:
    digest = hashlib.sha256(CONTENT).hexdigest()
    sources = (Source("url", url="https://one.example/net"), Source("url", url="https://two.example/net"))
    return replace(find("yunet"), name="net", file="net.onnx", sha256=digest, bytes=len(CONTENT), sources=sources)


def serving(**by_host: bytes) -> Callable[[str], io.BytesIO]:
    """An opener that answers for `host.example`, and is offline for all others."""

    def open_url(url: str) -> io.BytesIO:
        host = url.removeprefix("https://").split(".")[0]
        if host not in by_host:
            raise urllib.error.URLError("no route to host")
        return io.BytesIO(by_host[host])

    return open_url


def test_download_is_verified_put_in_place_and_then_found(spec: ModelSpec, folders: ModelFolders) -> None:
    seen: list[Progress] = []
    path = run(fetch(spec, folders, open_url=serving(one=CONTENT)), seen.append)
    assert path.read_bytes() == CONTENT
    assert locate(spec, folders) == path
    assert [p.done for p in seen] == sorted(p.done for p in seen)
    assert seen[-1].fraction == 1


def test_second_address_is_tried_when_the_first_fails(spec: ModelSpec, folders: ModelFolders) -> None:
    assert run(fetch(spec, folders, open_url=serving(two=CONTENT))).read_bytes() == CONTENT


@pytest.mark.parametrize("sent", [CONTENT[:-1], CONTENT[::-1], b""], ids=["truncated", "changed", "empty"])
def test_wrong_content_leaves_the_old_file_and_no_rest(spec: ModelSpec, folders: ModelFolders, sent: bytes) -> None:
    folders.downloaded.mkdir()
    (folders.downloaded / "net.onnx").write_bytes(b"old")
    with pytest.raises(ModelMissing, match="sha256"):
        run(fetch(spec, folders, open_url=serving(one=sent, two=sent)))
    assert [path.read_bytes() for path in folders.downloaded.iterdir()] == [b"old"]


def test_endless_answer_is_cut_off(spec: ModelSpec, folders: ModelFolders) -> None:
    class Endless(io.BytesIO):
        sent = 0

        def read(self, size: int | None = -1, /) -> bytes:
            Endless.sent += size or 0
            return bytes(size or 0)

    with pytest.raises(ModelMissing, match="larger"):
        run(fetch(spec, folders, open_url=lambda _: Endless()))
    assert Endless.sent < 3 * len(CONTENT)


def test_closing_the_job_half_way_leaves_nothing(spec: ModelSpec, folders: ModelFolders) -> None:
    job = fetch(spec, folders, open_url=serving(one=CONTENT))
    next(job)
    job.close()
    assert list(folders.downloaded.iterdir()) == []


def test_offline_says_what_to_do(spec: ModelSpec, folders: ModelFolders) -> None:
    with pytest.raises(ModelMissing, match="no route to host") as caught:
        run(fetch(spec, folders, open_url=serving()))
    assert "ONLYLOOK_MODELS" in caught.value.next_step


def test_licence_that_forbids_commercial_use_asks_first(spec: ModelSpec, folders: ModelFolders) -> None:
    research = replace(spec, commercial=False)
    with pytest.raises(UserError, match="commercial"):
        run(fetch(research, folders, open_url=serving(one=CONTENT)))
    assert run(fetch(research, folders, accept_licence=True, open_url=serving(one=CONTENT))).is_file()


def test_model_without_address_cannot_be_fetched(spec: ModelSpec, folders: ModelFolders) -> None:
    with pytest.raises(ModelMissing, match="cannot be downloaded"):
        run(fetch(replace(spec, sources=(Source("folder"),)), folders))


@pytest.mark.parametrize("url", ["http://example.org/net", "file:///etc/hostname", "ftp://example.org/net"])
def test_only_https_is_opened(url: str) -> None:
    with pytest.raises(UserError, match="https"):
        open_https(url)


def test_redirect_away_from_https_is_refused() -> None:
    request = urllib.request.Request("https://example.org/net")
    with pytest.raises(UserError, match="https"):
        _HttpsOnly().redirect_request(request, io.BytesIO(), 302, "Found", HTTPMessage(), "http://example.org/net")
