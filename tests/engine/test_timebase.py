"""Exact time: what goes in comes out, and what is no time is refused."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.timebase import Clock, Span, frame_of_timecode, is_drop_frame_rate, seconds, timecode

NTSC_30, NTSC_60 = Fraction(30000, 1001), Fraction(60000, 1001)
RATES = [Fraction(24000, 1001), Fraction(24), Fraction(25), NTSC_30, Fraction(30), Fraction(50), NTSC_60, Fraction(60)]
DAY_S = 24 * 3600


def test_span_is_half_open() -> None:
    span = Span(Fraction(1), Fraction(2))
    assert span.contains(Fraction(1))
    assert not span.contains(Fraction(2))
    assert not span.overlaps(Span(Fraction(2), Fraction(3)))
    assert span.overlaps(Span(Fraction(3, 2), Fraction(3)))


def test_span_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="must not end"):
        Span(Fraction(2), Fraction(1))


@given(
    pts=st.integers(-(2**40), 2**40), base=st.sampled_from([1, 25, 90000, 12800, 10**9]), start=st.fractions(-100, 100)
)
def test_clock_finds_every_stamp_again(pts: int, base: int, start: Fraction) -> None:
    clock = Clock(Fraction(1, base), start)
    assert clock.pts(clock.time(pts)) == pts


def test_clock_takes_first_tick_at_or_after_a_time() -> None:
    clock = Clock(Fraction(1, 25), Fraction(2))
    assert clock.pts(Fraction(0)) == 50
    assert clock.pts(Fraction(1, 1000)) == 51


@pytest.mark.parametrize(
    ("value", "exact"),
    [
        ("1.04", Fraction(26, 25)),
        (0.1, Fraction(1, 10)),
        (np.float64(0.1), Fraction(1, 10)),
        (3, Fraction(3)),
        (" 12 ", Fraction(12)),
        ("-0.5", Fraction(-1, 2)),
        ("1001/30000", Fraction(1001, 30000)),
        (Fraction(1, 3), Fraction(1, 3)),
        ("1e-3", Fraction(1, 1000)),
    ],
)
def test_seconds_are_exact(value: float | str | Fraction, exact: Fraction) -> None:
    assert seconds(value) == exact


@pytest.mark.parametrize(
    "value",
    ["", "nan", "inf", "-inf", "soon", "1,5", "1/0", "1:30", "1e999999999", "1" * 100, float("nan"), float("inf")],
)
def test_what_is_no_time_is_refused_at_once(value: float | str) -> None:
    with pytest.raises(ValueError, match=r"not a time|invalid literal"):
        seconds(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_seconds_of_a_float_name_that_float(value: float) -> None:
    assert float(seconds(value)) == value


@pytest.mark.parametrize("rate", RATES, ids=str)
@given(data=st.data())
def test_timecode_and_back(rate: Fraction, data: st.DataObject) -> None:
    for drop_frame in (False, True) if is_drop_frame_rate(rate) else (False,):
        nominal = -(-rate.numerator // rate.denominator)
        a_day = DAY_S * nominal - (24 * 54 * nominal // 15 if drop_frame else 0)
        frame = data.draw(st.integers(0, a_day - 1))
        text = timecode(frame, rate, drop_frame)
        assert (";" in text) == drop_frame
        assert frame_of_timecode(text, rate) == frame


@pytest.mark.parametrize(
    ("frame", "rate", "text"),
    [
        (1799, NTSC_30, "00:00:59;29"),
        (1800, NTSC_30, "00:01:00;02"),
        (17981, NTSC_30, "00:09:59;29"),
        (17982, NTSC_30, "00:10:00;00"),
        (107892, NTSC_30, "01:00:00;00"),
        (3599, NTSC_60, "00:00:59;59"),
        (3600, NTSC_60, "00:01:00;04"),
        (215784, NTSC_60, "01:00:00;00"),
    ],
)
def test_drop_frame_numbers_of_the_standard(frame: int, rate: Fraction, text: str) -> None:
    assert timecode(frame, rate, drop_frame=True) == text


def test_drop_frame_stays_with_the_clock_on_the_wall() -> None:
    frames = NTSC_30 * DAY_S / 2
    assert timecode(int(frames), NTSC_30, drop_frame=True)[:8] in ("11:59:59", "12:00:00")


def test_timecode_wraps_after_a_day() -> None:
    assert timecode(DAY_S * 25 + 3, Fraction(25)) == "00:00:00:03"


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("00:01:00;00", NTSC_30),
        ("00:01:00;01", NTSC_30),
        ("01:11:00;03", NTSC_60),
        ("00:00:00:25", Fraction(25)),
        ("00:60:00:00", Fraction(25)),
        ("00:00:00", Fraction(25)),
        ("-1:00:00:00", Fraction(25)),
        ("00:00:00;00", Fraction(25)),
        ("", Fraction(25)),
    ],
)
def test_what_is_no_timecode_is_refused(text: str, rate: Fraction) -> None:
    with pytest.raises(ValueError, match=r"timecode"):
        frame_of_timecode(text, rate)


def test_tenth_minute_drops_nothing() -> None:
    assert frame_of_timecode("00:10:00;00", NTSC_30) == 17982
