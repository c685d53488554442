"""Cutting and exporting: the frames that were asked for, whatever asked for them."""

import json
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.export.formats import EXPORTERS, SUFFIXES
from engine.pipeline import analysis

Onlylook = Callable[..., Any]
FRAME_S = Fraction(1, 25)


def decoded(path: Path) -> list[NDArray[np.uint8]]:
    """The pictures of a video, small and grey."""
    with av.open(str(path)) as container:
        return [frame.reformat(80, 45, "gray").to_ndarray() for frame in container.decode(video=0)]


def sources_of(cut: Path, film: Path) -> list[int]:
    """For each frame of a cut the frame of the film that it shows."""
    originals = np.stack(decoded(film)).astype(np.int16)
    return [int(np.abs(originals - frame).mean(axis=(1, 2)).argmin()) for frame in decoded(cut)]


def write_table(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(["person_label,start_s,end_s", *rows, ""]), encoding="utf-8")
    return path


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object) -> None:
        raise AssertionError("a network was opened")

    monkeypatch.setattr(analysis, "open_tools", opened)


@pytest.mark.usefixtures("no_network")
def test_table_is_cut_as_written_and_needs_no_analysis(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    """Rows are joined, half-open and rounded to frames: 1.02 s is half way between two, 2.0 s belongs to nobody."""
    table = write_table(tmp_path / "t.csv", "ada,4.999999,6.2", "x,1.0,1.5", "bruno,1.4,2.0", "x,9.99,12")
    target = tmp_path / "cut.mp4"
    said = onlylook("cut", short.video, "--segments", table, "-o", target, "--json")
    assert said.code == 0, said.err
    expected = [*range(25, 50), *range(125, 155)]
    assert said.json["frames"] == len(expected)
    assert len(decoded(target)) == len(expected)
    # Encoded edges and moving faces differ from their neighbours by little, so a frame may look like the one beside it.
    assert np.abs(np.array(sources_of(target, short.video)) - expected).max() <= 1


@pytest.mark.usefixtures("no_network")
def test_rules_apply_to_a_table_only_where_given(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    table = write_table(tmp_path / "t.csv", "ada,1,1.2", "ada,3,5")
    cut = ("cut", short.video, "--segments", table, "-o", tmp_path / "cut.mp4", "--json")
    assert onlylook(*cut).json["frames"] == 55
    assert onlylook(*cut, "--min-length", "1").json["frames"] == 50
    assert onlylook(*cut, "--pad-after", "0.2").json["frames"] == 65


def test_table_with_snapping_knows_the_shots(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    table = write_table(tmp_path / "t.csv", "ada,0.1,2.9")
    said = onlylook("cut", short.project, "--segments", table, "-o", tmp_path / "c.mp4", "--snap-to-shots", "--json")
    (span,) = said.json["files"][0]["segments"]
    assert (span["start_s"], span["end_s"]) == (0, 3)


def test_own_segments_cut_the_frames_that_they_name(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    assert onlylook("segments", short.project, "--photo", f"ada={short.photos['ada']}", "-o", table).code == 0
    said = onlylook("cut", short.video, "--segments", table, "-o", tmp_path / "cut.mkv", "--json")
    assert said.json["frames"] == pytest.approx(75 + 60, abs=2)
    assert len(decoded(tmp_path / "cut.mkv")) == said.json["frames"]


def test_cut_by_photo_pads_and_copies(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    target = tmp_path / "ada.mp4"
    said = onlylook("cut", short.project, "--photo", f"ada={short.photos['ada']}", "-o", target)
    assert said.code == 0, said.err
    assert "copied" in said.out
    with av.open(str(target)) as container:
        assert len(container.streams.audio) == 1
    # 3 s and 2.4 s, padded by 0.4 s behind and 0.2 s in front, within the film.
    assert len(decoded(target)) == pytest.approx((3.4 + 2.6) * 25, abs=2)


@pytest.mark.parametrize("mode", ["smart", "keyframe", "encode"])
def test_every_mode_writes_what_it_says(onlylook: Onlylook, short: Any, tmp_path: Path, mode: str) -> None:
    table = write_table(tmp_path / "t.csv", "ada,1.2,4")
    target = tmp_path / "cut.mp4"
    facts = onlylook("cut", short.video, "--segments", table, "-o", target, "--mode", mode, "--json").json
    assert len(decoded(target)) == facts["frames"]
    assert facts["frames"] >= 70 if mode == "keyframe" else facts["frames"] == 70
    assert (facts["files"][0]["frames_copied"] == 0) == (mode == "encode")


def test_split_writes_a_file_for_each_segment(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    table = write_table(tmp_path / "t.csv", "ada,1,2", "ada,5,7")
    said = onlylook("cut", short.video, "--segments", table, "-o", tmp_path / "part.mp4", "--split", "--json")
    assert [Path(file["file"]).name for file in said.json["files"]] == ["part-001.mp4", "part-002.mp4"]
    assert [len(decoded(Path(file["file"]))) for file in said.json["files"]] == [25, 50]


def test_where_smart_is_impossible_encode_is_offered(
    onlylook: Onlylook, pictures: list[NDArray[np.uint8]], tmp_path: Path
) -> None:
    from fractions import Fraction as Exact

    film = tmp_path / "old.avi"
    with av.open(str(film), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for index, image in enumerate(pictures[:30]):
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = index, Exact(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    table = write_table(tmp_path / "t.csv", "x,0.2,0.8")
    target = tmp_path / "cut.mp4"
    said = onlylook("cut", film, "--segments", table, "-o", target)
    assert said.code == 7
    assert "--mode encode" in said.err
    assert not target.exists()
    assert onlylook("cut", film, "--segments", table, "-o", target, "--mode", "encode").code == 0
    assert len(decoded(target)) == 15


def test_who_does_not_show_cannot_be_cut(onlylook: Onlylook, short: Any, stranger: Path, tmp_path: Path) -> None:
    target = tmp_path / "cut.mp4"
    target.write_text("mine")
    said = onlylook("cut", short.project, "--photo", f"nobody={stranger}", "-o", target)
    assert said.code == 7
    assert "nobody does not show in short.mp4" in said.err
    assert target.read_text() == "mine"


@pytest.mark.parametrize("format_name", EXPORTERS)
def test_every_format_holds_the_cut(onlylook: Onlylook, short: Any, tmp_path: Path, format_name: str) -> None:
    target = tmp_path / f"out{SUFFIXES[format_name]}"
    said = onlylook("export", short.project, "--person", "1", "--format", format_name, "-o", target, "--json")
    assert said.code == 0, said.err
    assert target.stat().st_size > 0
    cut = onlylook("cut", short.project, "--person", "1", "-o", tmp_path / "cut.mp4", "--json").json
    assert said.json["frames"] == cut["frames"]
    assert said.json["clips"] == len(cut["files"][0]["segments"])


@pytest.mark.parametrize("pad", ["0.02", "0.06", "0.1", "0.14"])
def test_timeline_and_cut_round_alike_half_way_between_frames(
    onlylook: Onlylook, short: Any, tmp_path: Path, pad: str
) -> None:
    table = write_table(tmp_path / "t.csv", "ada,1.0,2.0", "ada,4.0,5.0")
    chosen = ("--segments", table, "--pad-before", pad, "--pad-after", pad)
    cut = onlylook("cut", short.video, *chosen, "-o", tmp_path / "cut.mp4", "--json").json["files"][0]["segments"]
    said = onlylook("export", short.video, *chosen, "--format", "json", "-o", "-")
    timeline = json.loads(said.out)["segments"]
    assert [(one["start_s"], one["end_s"]) for one in timeline] == [(one["start_s"], one["end_s"]) for one in cut]


def test_export_without_a_name_goes_beside_and_replaces_nothing(
    onlylook: Onlylook, short: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export = ("export", short.project, "--person", "1", "--format", "edl")
    assert onlylook(*export).code == 0
    written = (tmp_path / "short.edl").read_text()
    said = onlylook(*export)
    assert said.code == 7
    assert "exists already" in said.err
    assert (tmp_path / "short.edl").read_text() == written


def test_captions_may_follow_the_clock_of_the_cut(onlylook: Onlylook, short: Any) -> None:
    export = ("export", short.project, "--photo", f"ada={short.photos['ada']}", "--format", "vtt", "-o", "-")
    source, cut = onlylook(*export).out, onlylook(*export, "--clock", "cut").out
    assert "00:00:07.4" in source
    assert "00:00:07.4" not in cut


def test_moved_video_is_found_again_beside_its_project(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    """The project was told of the video elsewhere; both were moved, and the video got another name."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    video = Path(shutil.copy(short.video, first / "film.mp4"))
    assert onlylook("analyze", video, "--project", first / "p.olat").code == 0
    first.rename(second)
    (second / "film.mp4").rename(second / "renamed.mp4")
    target = tmp_path / "cut.mp4"
    assert onlylook("cut", second / "p.olat", "--person", "1", "-o", target).code == 0
    assert target.exists()
    (second / "renamed.mp4").unlink()
    said = onlylook("cut", second / "p.olat", "--person", "1", "-o", target)
    assert said.code == 6
    assert "no longer there" in said.err
    assert onlylook("people", second / "p.olat").code == 0


@pytest.mark.parametrize("choice", [(), ("--person", "1", "--segments", "t.csv")])
def test_too_little_or_too_much_to_choose_by_is_refused(
    onlylook: Onlylook, short: Any, tmp_path: Path, choice: tuple[str, ...]
) -> None:
    assert onlylook("cut", short.project, *choice, "-o", tmp_path / "cut.mp4").code == 2


@pytest.mark.parametrize("name", ["cut.txt", "cut", "missing/cut.mp4"])
def test_target_that_cannot_be_is_refused_in_a_sentence(
    onlylook: Onlylook, short: Any, tmp_path: Path, name: str
) -> None:
    said = onlylook("cut", short.project, "--person", "1", "-o", tmp_path / name)
    assert said.code == 7
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "empty"),
        ("a,b\n1,2\n", "no column person_label"),
        ("person_label,start_s,end_s\n", "no segment"),
        ("person_label,start_s,end_s\nx,5,4\n", "line 2"),
        ("person_label,start_s,end_s\nx,soon,4\n", "line 2"),
        ("person_label,start_s,end_s\nx,100,200\n", "No frame"),
    ],
)
def test_table_that_cannot_be_cut_is_refused_in_a_sentence(
    onlylook: Onlylook, short: Any, tmp_path: Path, text: str, word: str
) -> None:
    table = tmp_path / "t.csv"
    table.write_text(text, encoding="utf-8")
    said = onlylook("cut", short.video, "--segments", table, "-o", tmp_path / "cut.mp4")
    assert said.code != 0
    assert word in said.err
    assert len(said.err.splitlines()) == 1
    assert not (tmp_path / "cut.mp4").exists()
