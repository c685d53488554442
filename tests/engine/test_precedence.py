"""Work rests while a question is answered, never longer than it may, and never for good."""

import threading
import time
from collections.abc import Iterator

import pytest

from engine.media.background import ReadAhead
from engine.precedence import Precedence, give_way, going_first

LONG_S = 30.0
SHORT_S = 0.05


def started(work: object) -> threading.Thread:
    thread = threading.Thread(target=work)  # type: ignore[arg-type]
    thread.start()
    return thread


def test_work_waits_for_the_end_of_the_question() -> None:
    first = Precedence()
    order: list[str] = []
    asked = threading.Event()

    def work() -> None:
        asked.wait()
        first.give_way()
        order.append("work")

    thread = started(work)
    with first.going_first(LONG_S):
        asked.set()
        # It waits on the condition, so it cannot have gone on before this block ends.
        thread.join(SHORT_S)
        order.append("question")
    thread.join()

    assert order == ["question", "work"]


def test_without_a_question_nothing_waits() -> None:
    started_at = time.monotonic()
    for _ in range(1000):
        give_way()

    assert time.monotonic() - started_at < 1


def test_whoever_goes_first_does_not_wait_for_itself_nor_for_another_that_does() -> None:
    first = Precedence()
    both_in = threading.Barrier(2)

    def ask() -> None:
        with first.going_first(LONG_S):
            both_in.wait()
            first.give_way()

    threads = [started(ask), started(ask)]
    for thread in threads:
        thread.join(LONG_S / 2)

    assert not any(thread.is_alive() for thread in threads)


def test_question_that_never_ends_holds_nobody_for_longer_than_it_may() -> None:
    first = Precedence()
    done = threading.Event()
    with first.going_first(SHORT_S):
        thread = started(lambda: (first.give_way(), done.set()))
        assert done.wait(LONG_S)
    thread.join()


def test_question_that_fails_lets_the_work_go_on() -> None:
    first = Precedence()
    with pytest.raises(ValueError, match="no answer"), first.going_first(LONG_S):
        raise ValueError("no answer")
    thread = started(first.give_way)
    thread.join(LONG_S / 2)

    assert not thread.is_alive()


def test_reading_ahead_loses_nothing_while_many_ask() -> None:
    """Decoder, looker and reader of an analysis are a chain of such threads: each may rest while it holds items."""
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            with going_first(SHORT_S):
                time.sleep(0)

    askers = [started(ask) for _ in range(2)]
    try:
        with ReadAhead(iter(range(300)), 4) as inner, ReadAhead(inner, 4) as outer:
            read = list(outer)
    finally:
        over.set()
    for asker in askers:
        asker.join()

    assert read == list(range(300))


def test_reading_ahead_is_closed_while_it_rests() -> None:
    def endless() -> Iterator[int]:
        number = 0
        while True:
            yield number
            number += 1

    reader = ReadAhead(endless(), 2)
    next(reader)
    with going_first(SHORT_S):
        reader.close()

    assert not reader._thread.is_alive()
