"""Tables: exact to the frame, readable by anyone, harmless in a spreadsheet, and back."""

import csv
import io
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.edit.edit_list import EditList, EvenEdges, edit_list
from engine.errors import UserError
from engine.export.table import (
    COLUMNS,
    decimal,
    guarded,
    read_table,
    segments_csv,
    segments_json,
    unguarded,
    write_csv,
    write_json,
)
from engine.export.timeline import Timeline
from engine.timebase import Span, seconds
from engine.types import Media, Segment

RATES = [
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(120),
]


def row(who: str, start: Fraction, end: Fraction, modality: str = "face", confidence: float = 0.9) -> Segment:
    return Segment(who, Span(start, end), confidence, frozenset({modality} if modality else ()))


def saved(folder: Path, text: str | bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_columns_and_rows() -> None:
    text = segments_csv(
        [row("Ada", Fraction(26, 25), Fraction(2)), row("Bob", Fraction(1, 3), Fraction(4), "voice", 1)]
    )
    assert text == (
        "person_label,start_s,end_s,modality,confidence\nAda,1.040,2.000,face,0.9000\nBob,0.333333,4.000,voice,1.0000\n"
    )


def test_nobody_found_leaves_the_header() -> None:
    assert segments_csv([]) == ",".join(COLUMNS) + "\n"


def test_a_segment_of_two_modalities_is_two_rows() -> None:
    both = Segment("Ada", Span(Fraction(0), Fraction(1)), 0.9, frozenset({"face", "body"}))
    assert [line.split(",")[3] for line in segments_csv([both]).splitlines()[1:]] == ["body", "face"]


def test_quoting_follows_the_standard() -> None:
    name = 'Ada "the Countess", Lovelace\nsecond line'
    parsed = list(csv.DictReader(io.StringIO(segments_csv([row(name, Fraction(0), Fraction(1))]), newline="")))
    assert parsed[0]["person_label"] == name


@pytest.mark.parametrize("rate", RATES, ids=str)
@given(first=st.integers(0, 500_000), length=st.integers(1, 1000))
def test_printed_times_find_their_frames_again_by_any_rounding(rate: Fraction, first: int, length: int) -> None:
    start, end = first / rate, (first + length) / rate
    printed_start, printed_end = seconds(decimal(start)), seconds(decimal(end))
    # The nearest frame, and "every frame at or after the start and before the end", agree.
    assert (round(printed_start * rate), round(printed_end * rate)) == (first, first + length)
    assert (-(-printed_start * rate // 1), -(-printed_end * rate // 1)) == (first, first + length)


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (Fraction(0), "0.000"),
        (Fraction(-1, 2), "-0.500"),
        (Fraction(1, 10**7), "0.000"),
        (Fraction(1001, 30000), "0.033366"),
        (Fraction(7200), "7200.000"),
        (Fraction(12345678, 10**6), "12.345678"),
    ],
)
def test_decimals(time: Fraction, text: str) -> None:
    assert decimal(time) == text


@pytest.mark.parametrize("name", ["=1+1", "+49", "-x", "@me", "\t=1", "'=1", "''@", "\uff1d1"])
def test_no_spreadsheet_runs_a_name(name: str) -> None:
    cell = guarded(name)
    assert cell[0] == "'"
    assert unguarded(cell) == name


@given(st.text(alphabet=st.sampled_from("'=+-@aÄ \t,\"\n\r"), max_size=6))
def test_guarding_is_reversible_for_every_name(name: str) -> None:
    assert unguarded(guarded(name)) == name
    assert guarded(name)[:1] not in ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.parametrize("name", ["Ada", "O'Neil", "'quoted'", "a=b", ""])
def test_harmless_names_stay_as_they_are(name: str) -> None:
    assert guarded(name) == name


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12),
            st.integers(0, 10**9),
            st.integers(0, 10**9),
            st.sampled_from(["face", "body", "voice", "caption"]),
            st.integers(0, 100),
        ),
        max_size=6,
    )
)
def test_round_trip(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, int, int, str, int]]) -> None:
    segments = [
        row(who, Fraction(start, 10**6), Fraction(start + length, 10**6), modality, percent / 100)
        for who, start, length, modality, percent in rows
    ]
    path = saved(tmp_path_factory.mktemp("table"), segments_csv(segments))
    assert read_table(path) == segments


def test_only_the_first_three_columns_are_needed(tmp_path: Path) -> None:
    path = saved(tmp_path, "person_label,start_s,end_s\nAda,1,2.5\n")
    assert read_table(path) == [Segment("Ada", Span(Fraction(1), Fraction(5, 2)), 1.0)]


def test_further_columns_other_order_byte_order_mark_and_blank_lines_are_fine(tmp_path: Path) -> None:
    path = saved(tmp_path, "\ufeffend_s,note,start_s,person_label\r\n2,hm,1,Ada\r\n\r\n,,,\r\n4,,3,Bob\r\n")
    assert [(one.person, one.span) for one in read_table(path)] == [
        ("Ada", Span(Fraction(1), Fraction(2))),
        ("Bob", Span(Fraction(3), Fraction(4))),
    ]


def test_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    assert read_table(saved(tmp_path, segments_csv([]))) == []


HEADER = "person_label,start_s,end_s,modality,confidence\nAda,0,1,face,0.9\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        (HEADER + "Ada,nan,1,face,0.9\n", "line 3: start_s 'nan'"),
        (HEADER + "Ada,0,inf,face,0.9\n", "line 3: end_s 'inf'"),
        (HEADER + "Ada,0,1e999999999,face,0.9\n", "line 3: end_s"),
        (HEADER + "Ada,0,1:30,face,0.9\n", "line 3: end_s '1:30'"),
        (HEADER + "Ada,,1,face,0.9\n", "line 3: start_s ''"),
        (HEADER + "Ada,5,1,face,0.9\n", r"line 3: the segment ends \(1\) before it starts \(5\)"),
        (HEADER + "Ada,5\n", "line 3: there is no end_s"),
        (HEADER + "Ada,0,1,face,2\n", "line 3: the confidence '2'"),
        (HEADER + "Ada,0,1,face,sure\n", "line 3: the confidence 'sure'"),
        (HEADER + 'Ada,0,1,"face\n', "line .: this is no table"),
        ("person_label,start_s\nAda,0\n", "no column end_s"),
        ("Ada,0,1\nBob,2,3\n", "no column person_label"),
        ("person_label;start_s;end_s\nAda;0;1\n", "no column person_label"),
        ("person_label,start_s,end_s\nÄda,0,1\n".encode("latin-1"), "not UTF-8"),
        ("person_label,start_s,end_s\nAda,0,1\n".encode("utf-16"), "not UTF-8"),
    ],
)
def test_bad_tables_are_refused_with_the_line(tmp_path: Path, text: str | bytes, words: str) -> None:
    with pytest.raises(UserError, match=words) as caught:
        read_table(saved(tmp_path, text))
    assert caught.value.next_step


def test_semicolons_are_recognised(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Separate them by commas"):
        read_table(saved(tmp_path, "person_label;start_s;end_s\n"))


def test_missing_table_and_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist"):
        read_table(tmp_path / "no.csv")
    with pytest.raises(UserError, match="cannot be read"):
        read_table(tmp_path)


def test_json_keeps_exact_times() -> None:
    text = segments_json([row("Ådå", Fraction(1, 3), Fraction(1001, 30000) + 1)])
    (entry,) = json.loads(text)["segments"]
    assert Fraction(entry["start"]) == Fraction(1, 3)
    assert Fraction(entry["end"]) == Fraction(1001, 30000) + 1
    assert entry["person_label"] == "Ådå"
    assert entry["modalities"] == ["face"]
    assert entry["start_s"] == pytest.approx(1 / 3, abs=1e-6)


def test_a_cut_written_and_read_gives_the_same_frames(
    tmp_path: Path, film: Callable[..., Media], cut: Callable[..., EditList]
) -> None:
    media = film(rate=Fraction(30000, 1001))
    wanted = cut(media, (7, 100, "Ada"), (201, 1, "-Bob"), (4000, 999, "Ada"))
    path = saved(tmp_path, write_csv(Timeline("x", wanted)))
    again = edit_list(media, read_table(path), EvenEdges(Fraction(0), Fraction(30000, 1001), 5000))
    assert [(c.first_frame, c.frames, c.person) for c in again.clips] == [
        (c.first_frame, c.frames, c.person) for c in wanted.clips
    ]


def test_json_of_a_cut_names_the_source(film: Callable[..., Media], cut: Callable[..., EditList]) -> None:
    entries = json.loads(write_json(Timeline("x", cut(film(), (0, 25, "Ada")))))["segments"]
    assert entries[0]["media"] == "/films/a film.mov"
    assert entries[0]["end_s"] == 1.0
