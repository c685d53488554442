"""Frames counted as editors read them, against known values."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.edit.timecode import Timecode, timecode_of
from engine.types import VideoStream

FILM_29 = Fraction(30000, 1001)
FILM_59 = Fraction(60000, 1001)
DROPPING = {rate: Timecode(rate, drop_frame=True) for rate in (FILM_29, FILM_59)}


def video(rate: Fraction, timecode: str = "", start: Fraction = Fraction(0), variable: bool = False) -> VideoStream:
    return VideoStream(
        index=0, codec="h264", profile="", pixel_format="yuv420p", width=640, height=360, rotation=0,
        pixel_aspect=Fraction(1), time_base=Fraction(1, 90000), start=start, duration=Fraction(60), frame_rate=rate,
        variable_rate=variable, frames=0, timecode=timecode, reel="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rate", "frame", "text"),
    [
        (FILM_29, 1799, "00:00:59;29"),
        # A minute leaves out ;00 and ;01.
        (FILM_29, 1800, "00:01:00;02"),
        (FILM_29, 17981, "00:09:59;29"),
        # The tenth does not.
        (FILM_29, 17982, "00:10:00;00"),
        (FILM_29, 107892, "01:00:00;00"),
        (FILM_59, 3599, "00:00:59;59"),
        (FILM_59, 3600, "00:01:00;04"),
        (FILM_59, 35964, "00:10:00;00"),
    ],
)
def test_drop_frame_leaves_out_the_numbers_that_smpte_says(rate: Fraction, frame: int, text: str) -> None:
    assert DROPPING[rate].text(frame) == text


@pytest.mark.parametrize("rate", [FILM_29, FILM_59], ids=["29.97", "59.94"])
@given(frame=st.integers(0, 5_000_000))
def test_number_and_frame_are_inverse(rate: Fraction, frame: int) -> None:
    count = DROPPING[rate]
    number = count.number(frame)
    seconds, frames = divmod(number, count.per_s)

    assert count.frame_of(number) == frame
    assert count.text(frame).endswith(f"{seconds % 60:02d};{frames:02d}")


@given(st.integers(0, 200_000))
def test_numbers_that_are_left_out_mean_the_next_frame(minute: int) -> None:
    count = DROPPING[FILM_29]
    number = minute * 60 * 30

    assert count.number(count.frame_of(number)) == (number if minute % 10 == 0 else number + 2)


def test_time_of_a_frame_and_frame_at_a_time_are_inverse() -> None:
    count = Timecode(FILM_29, Fraction(1, 3), begin=100, drop_frame=True)

    assert [count.frame(count.time(frame)) for frame in range(100, 400)] == list(range(100, 400))
    assert count.frame(count.time(150) - Fraction(1, 10**6)) == 149
    assert count.time(100) == Fraction(1, 3)


def test_hours_are_written_in_full() -> None:
    assert Timecode(Fraction(25)).at(Fraction(3 * 3600 + 62) + Fraction(3, 25)) == "03:01:02:03"


def test_source_begins_with_its_own_timecode_unless_that_is_not_wanted() -> None:
    source = video(Fraction(25), "10:00:00:05", Fraction(1, 2))

    assert timecode_of(source).at(Fraction(3, 2)) == "10:00:01:05"
    assert timecode_of(source, source=False).at(Fraction(3, 2)) == "00:00:01:00"


def test_source_says_whether_it_drops_frames() -> None:
    assert not timecode_of(video(FILM_29, "01:00:00:00")).drop_frame
    assert timecode_of(video(FILM_29, "01:00:00;00")).at(Fraction(0)) == "01:00:00;00"


def test_without_timecode_the_counter_keeps_to_the_clock() -> None:
    count = timecode_of(video(FILM_29))

    assert count.at(Fraction(3600)) == "01:00:00;00"
    assert replace(count, drop_frame=False).at(Fraction(3600)) == "00:59:56:12"
    assert timecode_of(video(Fraction(24000, 1001))).at(Fraction(1001)) == "00:16:40:00"


def test_timecode_that_does_not_fit_the_rate_counts_from_zero() -> None:
    assert timecode_of(video(Fraction(25), "10:00:00:29")).begin == 0


def test_frames_of_changing_length_are_counted_on_the_clock() -> None:
    uneven = video(Fraction(24971, 1000), variable=True)

    assert timecode_of(uneven).at(Fraction(3600)) == "01:00:00:00"
    assert timecode_of(replace(uneven, frame_rate=Fraction(1, 4))).per_s == 1
