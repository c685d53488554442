"""No test finds the gallery of another."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.main_window import MainWindow
from app.session import KnownPeople, Session
from engine.store.gallery import gallery_path


@pytest.fixture(autouse=True)
def no_gallery(home: Path) -> Iterator[None]:
    yield
    gallery_path().unlink(missing_ok=True)
    shutil.rmtree(f"{gallery_path()}-index", ignore_errors=True)


@pytest.fixture
def people(session: Session) -> KnownPeople:
    return session.known_people


@pytest.fixture
def ada(full: MainWindow) -> MainWindow:
    """The window with the demo open, whose first person is Ada, named by the user."""
    session = full.session
    assert session.scene is not None
    session.people.rename(session.scene.cards[0], "Ada")
    return full
