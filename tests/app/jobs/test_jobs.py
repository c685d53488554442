"""Work off the window's thread: results, progress, errors, pause, cancel, and only the newest answer."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from app.jobs import Latest, Pace, Worker
from engine.errors import UserError
from engine.progress import Job, Progress


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker("test")
    yield worker
    worker.close()


def counting(steps: int) -> Job[str]:
    for step in range(steps):
        yield Progress("count", step, steps)
    return "counted"


def test_job_reports_and_returns_on_the_thread_that_asked(worker: Worker, qtbot: QtBot) -> None:
    heard: list[tuple[float, bool]] = []
    here = QThread.currentThread()
    ticket = worker.submit("count", lambda: counting(3))
    ticket.progressed.connect(lambda progress: heard.append((progress.done, QThread.currentThread() is here)))
    with qtbot.waitSignal(ticket.finished) as result:
        pass

    assert result.args == ["counted"]
    assert heard == [(0, True), (1, True), (2, True)]
    assert ticket.is_over
    assert not worker.busy


def test_job_runs_on_another_thread(worker: Worker, qtbot: QtBot) -> None:
    def job() -> Job[int]:
        yield Progress("", 0, 0)
        return threading.get_ident()

    with qtbot.waitSignal(worker.submit("where", job).finished) as result:
        pass

    assert result.args != [threading.get_ident()]


def test_error_is_handed_over_and_the_worker_goes_on(worker: Worker, qtbot: QtBot) -> None:
    def failing() -> Job[None]:
        yield Progress("", 0, 0)
        raise UserError("No.", "Yes.")

    with qtbot.waitSignal(worker.submit("fail", failing).failed) as error:
        pass
    with qtbot.waitSignal(worker.submit("count", lambda: counting(1)).finished):
        pass

    assert isinstance(error.args[0], UserError)


def test_cancelled_job_is_closed_at_its_next_step(worker: Worker, qtbot: QtBot) -> None:
    closed = threading.Event()

    def endless() -> Job[None]:
        try:
            while True:
                yield Progress("", 0, 0)
        finally:
            closed.set()

    ticket = worker.submit("endless", endless)
    with qtbot.waitSignal(ticket.progressed):
        pass
    with qtbot.waitSignal(ticket.cancelled):
        ticket.control.cancel()

    assert closed.is_set()
    assert ticket.state == "cancelled"


def test_waiting_job_can_be_cancelled_before_it_begins(worker: Worker, qtbot: QtBot) -> None:
    gate = threading.Event()

    def waiting() -> Job[None]:
        gate.wait()
        yield Progress("", 0, 0)

    worker.submit("first", waiting)
    second = worker.submit("second", lambda: counting(1))
    second.control.cancel()
    with qtbot.waitSignal(second.cancelled):
        gate.set()


def test_paused_job_takes_no_step_until_resumed(worker: Worker, qtbot: QtBot) -> None:
    steps: list[int] = []
    resumed = threading.Event()

    def job() -> Job[bool]:
        yield Progress("", 0, 0)
        return resumed.is_set()

    ticket = worker.submit("paused", job)
    ticket.control.pause()
    ticket.progressed.connect(lambda _: steps.append(1))
    resumed.set()
    ticket.control.resume()
    with qtbot.waitSignal(ticket.finished) as result:
        pass

    assert result.args == [True]


def test_closing_ends_a_paused_job() -> None:
    worker = Worker("test")
    ticket = worker.submit("count", lambda: counting(5))
    ticket.control.pause()
    worker.close()

    assert ticket.control.cancelled


def test_thread_begins_with_the_first_job_and_never_after_the_end(qtbot: QtBot, running: list[str]) -> None:
    before = list(running)
    worker = Worker("test")
    assert running == before

    ticket = worker.submit("count", lambda: counting(1))
    with qtbot.waitSignal(ticket.ended):
        pass
    assert running == [*before, "test"]

    worker.close()
    worker.submit("count", lambda: counting(1))
    assert running == before


def test_only_the_newest_question_is_answered(qtbot: QtBot) -> None:
    latest = Latest("test")
    gate, started, answers = threading.Event(), threading.Event(), []

    def first() -> str:
        started.set()
        gate.wait()
        return "first"

    latest.answered.connect(answers.append)
    latest.ask(first)
    started.wait()
    latest.ask(lambda: "overtaken")
    latest.ask(lambda: "newest")
    assert latest.busy
    gate.set()
    qtbot.waitUntil(lambda: not latest.busy)
    latest.close()

    assert answers == ["first", "newest"]


def test_failure_of_a_question_is_told(qtbot: QtBot) -> None:
    latest = Latest("test")
    with qtbot.waitSignal(latest.failed) as error:
        latest.ask(lambda: 1 // 0)
    latest.close()

    assert isinstance(error.args[0], ZeroDivisionError)
    assert not latest.busy


def test_last_work_runs_on_the_same_thread(qtbot: QtBot) -> None:
    latest = Latest("test")
    threads: list[int] = []
    with qtbot.waitSignal(latest.answered):
        latest.ask(lambda: threads.append(threading.get_ident()))
    latest.close(lambda: threads.append(threading.get_ident()))

    assert len(set(threads)) == 1
    assert threads[0] != threading.get_ident()


def test_pace_tells_multiple_of_real_time_and_what_is_left() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    for second in range(5):
        now[0] = float(second)
        pace.add(Progress("faces", second * 3, 60))

    assert pace.rate == pytest.approx(3)
    assert pace.left_s == pytest.approx((60 - 12) / 3)


def test_pause_does_not_slow_the_pace_down() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    pace.add(Progress("faces", 0, 60))
    now[0] = 1.0
    pace.add(Progress("faces", 4, 60))
    pace.pause()
    now[0] = 1000.0
    pace.resume()
    now[0] = 1001.0
    pace.add(Progress("faces", 8, 60))

    assert pace.rate == pytest.approx(4)


def test_pace_of_nothing_is_unknown() -> None:
    pace = Pace()

    assert pace.rate == 0
    assert pace.left_s is None
