"""Files that cannot be used, disks that refuse: one sentence, what to do next, a code, nothing lost, no traceback."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.pipeline import films

Onlylook = Callable[..., Any]
Pictures = list[NDArray[np.uint8]]
ROOT = Path(__file__).parents[3]


def assert_refused(said: Any, code: int, *words: str) -> None:
    """One line that says what is the matter and what to do next."""
    assert said.code == code, said.err
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert line.startswith("onlylook: ")
    assert "fault of the program" not in line
    # Two sentences: what happened, and what to do.
    assert line.rstrip().endswith(".")
    assert ". " in line
    for word in words:
        assert word in line, line


def encode(path: Path, frames: Pictures, codec: str = "libx264", rate: int = 25, **container: Any) -> Path:
    with av.open(str(path), "w", **container) as output:
        stream = output.add_stream(codec, rate=rate, options={"preset": "ultrafast"} if codec == "libx264" else {})
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for index, image in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = index, Fraction(1, rate)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


@pytest.fixture(params=["analyze", "people", "segments", "cut", "export"])
def refuse(request: pytest.FixtureRequest, onlylook: Onlylook, tmp_path: Path) -> Callable[[Path], Any]:
    """Call a command with a film that it cannot use; it may leave no file behind."""
    more = {
        "cut": ("--person", "1", "-o", str(tmp_path / "cut.mp4")),
        "export": ("--person", "1", "--format", "edl", "-o", str(tmp_path / "cut.edl")),
    }

    def called(film: Path) -> Any:
        before = {path.name for path in tmp_path.iterdir()}
        content = film.read_bytes() if film.is_file() and os.access(film, os.R_OK) else None
        said = onlylook(request.param, film, *more.get(request.param, ()))
        assert {path.name for path in tmp_path.iterdir()} == before
        assert content is None or film.read_bytes() == content
        return said

    return called


def test_missing_video(refuse: Callable[[Path], Any], tmp_path: Path) -> None:
    assert_refused(refuse(tmp_path / "no.mp4"), 3, "there is no such file")


def test_folder(refuse: Callable[[Path], Any], tmp_path: Path) -> None:
    assert_refused(refuse(tmp_path), 3, "folder")


def test_empty_video(refuse: Callable[[Path], Any], tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    assert_refused(refuse(tmp_path / "empty.mp4"), 3, "empty")


def test_video_without_its_index(refuse: Callable[[Path], Any], short: Any, tmp_path: Path) -> None:
    film = tmp_path / "half.mp4"
    film.write_bytes(short.video.read_bytes()[:200_000])
    assert_refused(refuse(film), 3, "cut off")


def test_sound_alone(refuse: Callable[[Path], Any], tmp_path: Path) -> None:
    film = tmp_path / "song.m4a"
    with av.open(str(film), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=48000, layout="mono")
        for start in range(0, 48000, 1024):
            piece = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            piece.sample_rate, piece.pts = 48000, start
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    assert_refused(refuse(film), 3, "no video")


def test_video_stream_without_frames(refuse: Callable[[Path], Any], tmp_path: Path) -> None:
    film = tmp_path / "hollow.mkv"
    with av.open(str(film), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        container.start_encoding()
    assert_refused(refuse(film), 3)


def test_text_with_the_ending_of_a_video(refuse: Callable[[Path], Any], tmp_path: Path) -> None:
    film = tmp_path / "notes.mp4"
    film.write_text("Buy milk.\n" * 100)
    assert_refused(refuse(film), 3, "not a video")


def test_codec_that_nobody_reads(refuse: Callable[[Path], Any], pictures: Pictures, tmp_path: Path) -> None:
    film = encode(tmp_path / "film.avi", pictures[:5], "mpeg4")
    film.write_bytes(film.read_bytes().replace(b"FMP4", b"ZQX9"))
    assert_refused(refuse(film), 3)


def test_still_picture(refuse: Callable[[Path], Any], portrait: NDArray[np.uint8], tmp_path: Path) -> None:
    film = tmp_path / "photo.jpg"
    cv2.imwrite(str(film), portrait)
    assert_refused(refuse(film), 3, "still picture")


def test_still_picture_with_the_ending_of_a_video(
    refuse: Callable[[Path], Any], portrait: NDArray[np.uint8], tmp_path: Path
) -> None:
    cv2.imwrite(str(tmp_path / "photo.png"), portrait)
    film = (tmp_path / "photo.png").rename(tmp_path / "photo.mkv")
    assert_refused(refuse(film), 3, "still picture")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_video_that_must_not_be_read(refuse: Callable[[Path], Any], short: Any, tmp_path: Path) -> None:
    film = Path(shutil.copy(short.video, tmp_path / "secret.mp4"))
    film.chmod(0)
    said = refuse(film)
    film.chmod(0o600)
    assert_refused(said, 3, "permission")


def test_film_that_breaks_off_is_kept_as_far_as_it_goes(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    """An index in front lets a player show the half that is there; the command says so once and then uses it."""
    with (
        av.open(str(short.video)) as source,
        av.open(str(tmp_path / "whole.mp4"), "w", options={"movflags": "faststart"}) as output,
    ):
        stream = output.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                output.mux(packet)
    content = (tmp_path / "whole.mp4").read_bytes()
    film = tmp_path / "half.mp4"
    film.write_bytes(content[: len(content) * 6 // 10])
    said = onlylook("segments", film, "--photo", f"ada={short.photos['ada']}")
    assert_refused(said, 3, "breaks off after", "of 10.0 s")
    again = onlylook("segments", film, "--photo", f"ada={short.photos['ada']}")
    assert again.code == 0, again.err
    assert again.out.splitlines()[1].startswith("ada,0.000,3.000,")


def test_wrong_ending_is_no_obstacle(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    film = Path(shutil.copy(short.video, tmp_path / "film.txt"))
    assert onlylook("people", film).code == 0


def test_film_without_sound(onlylook: Onlylook, pictures: Pictures, short: Any, tmp_path: Path) -> None:
    film = encode(tmp_path / "mute.mp4", pictures[:60])
    target = tmp_path / "cut.mp4"
    assert onlylook("cut", film, "--photo", f"ada={short.photos['ada']}", "-o", target).code == 0
    with av.open(str(target)) as container:
        assert not container.streams.audio


@pytest.mark.parametrize("rate", [5, 120])
def test_slow_and_fast_films(onlylook: Onlylook, pictures: Pictures, short: Any, tmp_path: Path, rate: int) -> None:
    """Each picture of the short film is shown for longer or shorter; the person stays 2 s, then is gone for 1 s."""
    shown = [pictures[k * 75 // (2 * rate)] for k in range(2 * rate)] + [pictures[80]] * rate
    film = encode(tmp_path / "film.mp4", shown, rate=rate)
    said = onlylook("segments", film, "--photo", f"ada={short.photos['ada']}", "--json")
    assert said.code == 0, said.err
    (row,) = said.json["segments"]
    assert (row["start_s"], row["end_s"]) == (pytest.approx(0), pytest.approx(2, abs=1.01 / rate))
    table = tmp_path / "t.csv"
    table.write_text(f"person_label,start_s,end_s\nada,{row['start_s']},{row['end_s']}\n")
    cut = onlylook("cut", film, "--segments", table, "-o", tmp_path / "cut.mp4", "--json")
    assert cut.json["frames"] == pytest.approx(2 * rate, abs=1)


def test_8k_film(onlylook: Onlylook, pictures: Pictures, short: Any, tmp_path: Path) -> None:
    large = [cv2.resize(picture, (7680, 4320), interpolation=cv2.INTER_LINEAR) for picture in pictures[20:26]]
    film = encode(tmp_path / "large.mp4", large)
    del large
    said = onlylook("segments", film, "--photo", f"ada={short.photos['ada']}", "--json")
    assert said.code == 0, said.err
    (row,) = said.json["segments"]
    assert (row["start_s"], row["end_s"]) == (0, pytest.approx(6 / 25))


def test_project_of_a_newer_version(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    project = Path(shutil.copy(short.project, tmp_path / "p.olat"))
    with sqlite3.connect(project) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    before = project.read_bytes()
    for film in ((project,), (short.video, "--project", project)):
        assert_refused(onlylook("people", *film), 6, "newer version", "Update")
    assert project.read_bytes() == before


def test_file_that_is_no_project(onlylook: Onlylook, tmp_path: Path) -> None:
    (tmp_path / "p.olat").write_text("mine")
    assert_refused(onlylook("people", tmp_path / "p.olat"), 6, "not a project")
    assert_refused(onlylook("people", tmp_path / "other.olat"), 6, "no project")
    assert (tmp_path / "p.olat").read_text() == "mine"


def test_damaged_project(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    project = tmp_path / "p.olat"
    content = bytearray(short.project.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    project.write_bytes(content)
    assert_refused(onlylook("people", project), 6, "damaged")


def test_project_in_a_folder_that_is_not_there(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    assert_refused(onlylook("people", short.video, "--project", tmp_path / "no" / "p.olat"), 6, "no folder")


def test_photo_without_a_face(onlylook: Onlylook, short: Any, pictures: Pictures, tmp_path: Path) -> None:
    photo = tmp_path / "hills.png"
    cv2.imwrite(str(photo), pictures[90])
    assert_refused(onlylook("segments", short.project, "--photo", f"ada={photo}"), 4, "no face was found", "front")


def test_photo_of_three(onlylook: Onlylook, short: Any, portrait: NDArray[np.uint8], tmp_path: Path) -> None:
    photo = tmp_path / "three.png"
    cv2.imwrite(str(photo), np.hstack([portrait] * 3)[:, :, ::-1])
    assert_refused(onlylook("segments", short.project, "--photo", f"ada={photo}"), 4, "3 faces were found", "Crop")


@pytest.mark.parametrize("kind", ["missing", "empty", "text", "truncated", "folder", "video"])
def test_photo_that_is_none(onlylook: Onlylook, short: Any, tmp_path: Path, kind: str) -> None:
    photo = tmp_path / "photo.png"
    if kind == "empty":
        photo.touch()
    elif kind == "text":
        photo.write_text("Buy milk.")
    elif kind == "truncated":
        photo.write_bytes(short.photos["ada"].read_bytes()[:60])
    elif kind == "folder":
        photo.mkdir()
    elif kind == "video":
        shutil.copy(short.video, photo)
    assert_refused(onlylook("segments", short.project, "--photo", f"ada={photo}"), 4, "No photo of ada can be used")


def test_bad_photo_beside_a_good_one_is_a_warning(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    good = f"ada={short.photos['ada']}"
    plain = onlylook("segments", short.project, "--photo", good)
    said = onlylook("segments", short.project, "--photo", f"ada={tmp_path / 'no.png'}", "--photo", good)
    assert (said.code, said.out) == (0, plain.out)
    (line,) = said.err.splitlines()
    assert line.startswith("Warning: ")
    assert "no.png" in line


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    mounted = mount is not None and sys.platform == "linux"
    if mounted:
        command = [str(mount), "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    if not mounted:
        pytest.skip("a small disk can only be mounted by root on Linux")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_full_disk_under_a_cut(onlylook: Onlylook, short: Any, small_disk: Path) -> None:
    former = small_disk / "cut.mp4"
    former.write_text("mine")
    (small_disk / "filler").write_bytes(bytes(1_000_000))
    said = onlylook("cut", short.project, "--photo", f"ada={short.photos['ada']}", "-o", former)
    assert_refused(said, 7, "disk is full")
    assert former.read_text() == "mine"
    assert {path.name for path in small_disk.iterdir()} == {"cut.mp4", "filler"}


def test_full_disk_under_a_table(onlylook: Onlylook, short: Any, small_disk: Path) -> None:
    table = small_disk / "table.csv"
    table.write_text("mine")
    with contextlib.suppress(OSError), (small_disk / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(4096))
    assert_refused(onlylook("segments", short.project, "-o", table), 7, "disk is full")
    assert table.read_text() == "mine"


def test_analysis_goes_on_once_there_is_space(onlylook: Onlylook, short: Any, small_disk: Path) -> None:
    project = small_disk / "p.olat"
    filler = small_disk / "filler"
    filler.write_bytes(bytes(900_000))
    said = onlylook("analyze", short.video, "--project", project)
    assert_refused(said, 6, "disk is full", "goes on from where it stopped")
    filler.unlink()
    assert onlylook("analyze", short.video, "--project", project).code == 0
    assert onlylook("segments", project).out == onlylook("segments", short.project).out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits on the size of files")
def test_file_that_outgrows_its_limit(short: Any, tmp_path: Path) -> None:
    """The same as a full disk, for those who cannot mount one."""
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (60000, 60000)); "
        "from engine.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    target = tmp_path / "cut.mp4"
    arguments = ["cut", str(short.video), "--segments", str(tmp_path / "t.csv"), "-o", str(target)]
    (tmp_path / "t.csv").write_text("person_label,start_s,end_s\nada,0,9\n")
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 7, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("command", ["cut", "segments", "export"])
def test_folder_that_must_not_be_written(onlylook: Onlylook, short: Any, tmp_path: Path, command: str) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    more = {"export": ("--format", "edl")}.get(command, ())
    said = onlylook(command, short.project, "--person", "1", *more, "-o", closed / "out.mp4")
    assert_refused(said, 7)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_project_that_must_not_be_written_can_be_read(onlylook: Onlylook, short: Any, tmp_path: Path) -> None:
    project = Path(shutil.copy(short.project, tmp_path / "p.olat"))
    project.chmod(0o400)
    assert onlylook("people", project).code == 0
    assert_refused(onlylook("name", project, "1", "Zoe"), 6)


def test_data_folder_that_is_a_file(
    onlylook: Onlylook, short: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("mine")
    monkeypatch.setenv("ONLYLOOK_HOME", str(tmp_path / "taken"))
    assert_refused(onlylook("people", short.video), 6)
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_data_folder_that_must_not_be_written(
    onlylook: Onlylook, short: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    monkeypatch.setenv("ONLYLOOK_HOME", str(tmp_path / "closed" / "home"))
    assert_refused(onlylook("people", short.video), 6)
    # A project elsewhere does not help alone: networks that have to be converted lie in the data folder too.
    assert_refused(onlylook("people", short.video, "--project", tmp_path / "p.olat"), 5, "ONLYLOOK_HOME")


@pytest.mark.parametrize("wrong", ["photo", "ending", "folder", "rule", "table"])
def test_what_can_be_seen_at_once_is_refused_before_the_analysis(
    onlylook: Onlylook, short: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    def analysed(*_: object, **__: object) -> None:
        raise AssertionError("the film was analysed")

    monkeypatch.setattr(films, "analyze", analysed)
    photo = ("--photo", f"ada={short.photos['ada']}")
    arguments = {
        "photo": ("--photo", "ada=no.png", "-o", tmp_path / "cut.mp4"),
        "ending": (*photo, "-o", tmp_path / "cut.doc"),
        "folder": (*photo, "-o", tmp_path / "no" / "cut.mp4"),
        "rule": (*photo, "-o", tmp_path / "cut.mp4", "--min-length", "long"),
        "table": ("--segments", tmp_path / "no.csv", "-o", tmp_path / "cut.mp4", "--snap-to-shots"),
    }[wrong]
    said = onlylook("cut", short.video, "--project", tmp_path / "p.olat", *arguments, "--debug")
    assert said.code in (2, 4, 7)
    assert len(said.err.splitlines()) == 1
