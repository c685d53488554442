"""The demo, drawn once for all its tests."""

import pytest

from assets.demo.film import DemoClip, build_set, make_demo
from assets.demo.stage import Set
from engine.progress import Progress, run


@pytest.fixture(scope="session")
def stage() -> Set:
    return build_set()


@pytest.fixture(scope="session")
def progress() -> list[Progress]:
    return []


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory, progress: list[Progress]) -> DemoClip:
    return run(make_demo(tmp_path_factory.mktemp("demo")), progress.append)
