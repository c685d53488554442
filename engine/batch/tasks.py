"""Do one task of a batch in whatever process it was given to, and say how it ended."""

import logging
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from engine.batch.orders import Failure, Outcome, Task
from engine.batch.products import make_products
from engine.errors import UnreadableMedia, UserError
from engine.export.table import decimal
from engine.media.probe import probe
from engine.pipeline.analysis import Film
from engine.pipeline.films import note_full_hash, open_film
from engine.pipeline.galleries import known_cast
from engine.pipeline.hearing import hear
from engine.pipeline.joining import clear_parts
from engine.pipeline.parts import scan_part
from engine.progress import Job, Progress
from engine.settings import AnalysisSettings
from engine.store.failures import told_file_errors
from engine.store.project import Project

STRETCHES: Final = {"faces": (0.0, 0.75), "voices": (0.75, 0.9), "captions": (0.9, 0.95)}
"""Which share of a film each stage of finishing it is, roughly; whatever else there is comes last."""


def outcome_of(task: Task, tell: Callable[[float], None]) -> Outcome:
    """Do a task; whatever goes wrong is part of the outcome, so that it stops nothing else.

    `tell`: is called now and then with the share that is done, 0..1; it may wait, and raise to break off.
    """
    began, used = time.monotonic(), time.process_time()
    facts: dict[str, Any] = {}
    failure: Failure | None = None
    with _notes() as notes:
        try:
            facts = _driven(task, tell)
        except UserError as error:
            failure = Failure(error.what, error.next_step, error.exit_code)
        except Exception as error:  # noqa: BLE001 - told as a fault of the program, and the other films go on
            failure = Failure(
                f"This is a fault of the program ({type(error).__name__}: {error}).",
                "Please report it.",
                details=traceback.format_exc(),
            )
    return Outcome(facts, failure, tuple(notes), time.monotonic() - began, time.process_time() - used)


def _driven(task: Task, tell: Callable[[float], None]) -> dict[str, Any]:
    job, share = JOBS[task.kind](task), 0.0
    while True:
        try:
            progress = next(job)
        except StopIteration as stop:
            facts: dict[str, Any] = stop.value
            return facts
        share = max(share, _share(task, progress))
        tell(share)


def _share(task: Task, progress: Progress) -> float:
    if task.kind != "finish":
        return progress.fraction
    begin, end = STRETCHES.get(progress.stage, (0.95, 1.0))
    return begin + (end - begin) * progress.fraction


def _pictures(task: Task) -> Job[dict[str, Any]]:
    assert task.file is not None
    assert task.part is not None
    media = probe(task.item.path)
    _make_folder(task.file)
    settings = task.settings or AnalysisSettings()
    yield from scan_part(task.file, media, task.part, settings, task.order.device, "caption" in task.order.modalities)
    return {}


def _sound(task: Task) -> Job[dict[str, Any]]:
    assert task.file is not None
    media = probe(task.item.path)
    _make_folder(task.file)
    try:
        with Project.open_or_create(task.file) as project:
            media_id = project.media.add(media)[0].id
            yield from hear(project, media_id, media, task.hearing, task.order.device)
    except UnreadableMedia as error:
        # A film whose sound is damaged keeps its pictures.
        logging.getLogger(__name__).warning("Voices are left out: %s", error)
    return {}


def _finish(task: Task) -> Job[dict[str, Any]]:
    if task.item.project is not None:
        _make_folder(task.item.project)
    film = yield from open_film(task.item.request(task.order), task.apart)
    with film.project:
        if film.media.path.is_file():
            yield from note_full_hash(film)
        facts = _facts(film)
        if task.item.product is not None and task.order.wish:
            facts |= yield from make_products(film, task.item.product, task.order.wish, task.order.device)
    if task.apart is not None and task.apart.pictures:
        clear_parts(task.apart.pictures[0].parent)
    return facts


JOBS: Final[dict[str, Callable[[Task], Job[dict[str, Any]]]]] = {
    "pictures": _pictures,
    "sound": _sound,
    "finish": _finish,
}


def _facts(film: Film) -> dict[str, Any]:
    cast = known_cast(film).cast
    return {
        "project": str(film.project.path),
        "duration_s": float(decimal(film.media.duration)),
        "shots": len(film.scan.shots),
        "persons": [
            {"name": one.name, "screen_time_s": float(decimal(cast.screen_time(one)))}
            for one in cast.persons
            if one.known
        ],
    }


def _make_folder(file: Path) -> None:
    with told_file_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True)


class _Keeping(logging.Handler):
    def __init__(self, kept: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._kept = kept

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if text not in self._kept:
            self._kept.append(text)


@contextmanager
def _notes() -> Iterator[list[str]]:
    """What is logged as a warning meanwhile, each sentence once; it would disturb the picture of the progress."""
    kept: list[str] = []
    root, handler = logging.getLogger(), _Keeping(kept)
    before, root.handlers = root.handlers, [handler]
    try:
        yield kept
    finally:
        root.handlers = before
