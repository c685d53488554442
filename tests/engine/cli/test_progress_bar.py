"""What is said of work in progress where no bar can be drawn, and how the pace is reckoned."""

import pytest

from engine.cli.progress_bar import Pace, ProgressBar, clock
from engine.progress import Progress


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_pace_counts_only_what_this_run_has_done() -> None:
    pace = Pace(began_at_s=100.0, began_done=60.0)
    assert pace.words(Progress("faces", 90, 120, "s"), 110.0) == "3.0 x real time, 0:10 left"


def test_counts_have_no_real_time() -> None:
    assert Pace(0.0, 0.0).words(Progress("cut", 50, 100), 5.0) == "0:05 left"


def test_nothing_is_said_of_the_pace_before_it_is_known() -> None:
    assert Pace(0.0, 0.0).words(Progress("faces", 0, 100, "s"), 5.0) == ""


def test_plain_lines_come_now_and_then_and_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    watch = Watch()
    with ProgressBar(now=watch) as bar:
        for done in range(0, 101, 10):
            bar.show(Progress("faces", done, 100, "s"))
            watch.now_s += 2
        bar.show(Progress("faces", 100, 100, "s"))
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "Finding faces: 30%, 5.0 x real time, 0:14 left",
        "Finding faces: 60%, 5.0 x real time, 0:08 left",
        "Finding faces: 90%, 5.0 x real time, 0:02 left",
        "Finding faces: done in 0:20, 5.0 x real time",
    ]


def test_short_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    watch = Watch()
    with ProgressBar(now=watch) as bar:
        bar.show(Progress("index", 0, 10, "s"))
        watch.now_s += 0.5
        bar.show(Progress("index", 10, 10, "s"))
    assert capsys.readouterr().err == ""


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    watch = Watch()
    with ProgressBar(quiet=True, now=watch) as bar:
        for done in range(10):
            watch.now_s += 9
            bar.show(Progress("faces", done, 9, "s"))
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (59.6, "1:00"), (3599, "59:59"), (3661, "1:01:01")])
def test_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text
