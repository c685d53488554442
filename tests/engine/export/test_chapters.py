"""Chapters, read back by programs that did not write them."""

import shutil
import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import av
import pytest

from engine.edit.edit_list import EditList
from engine.export.chapters import write_ffmetadata, write_mkv_chapters
from engine.export.timeline import Timeline
from engine.types import Media

Film = Callable[..., Media]
Cut = Callable[..., EditList]
NTSC = Fraction(30000, 1001)
SPECIAL = "a=b;c#d\\e\n[CHAPTER]\nSTART=0 & <Zoë>"


@pytest.fixture
def wanted(film: Film, cut: Cut) -> EditList:
    return cut(film(rate=NTSC), (7, 100, "Ada"), (500, 33, SPECIAL), (4000, 1000, "Zoë"))


def test_ffmpeg_reads_times_and_titles(tmp_path: Path, wanted: EditList) -> None:
    path = tmp_path / "film.ffmetadata"
    path.write_bytes(write_ffmetadata(Timeline("x", wanted)))
    with av.open(str(path), format="ffmetadata") as container:
        chapters = container.chapters()
    assert [chapter["metadata"]["title"] for chapter in chapters] == ["Ada", " ".join(SPECIAL.split()), "Zoë"]
    for chapter, clip in zip(chapters, wanted.clips, strict=True):
        base = chapter["time_base"]
        assert abs(chapter["start"] * base - clip.span.start) <= Fraction(1, 2 * 10**9)
        assert abs(chapter["end"] * base - clip.span.end) <= Fraction(1, 2 * 10**9)


def test_matroska_times_are_exact_to_the_nanosecond(wanted: EditList) -> None:
    root = ElementTree.fromstring(write_mkv_chapters(Timeline("x", wanted)))
    assert root.tag == "Chapters"
    atoms = root.findall("EditionEntry/ChapterAtom")
    for atom, clip in zip(atoms, wanted.clips, strict=True):
        for tag, time in (("ChapterTimeStart", clip.span.start), ("ChapterTimeEnd", clip.span.end)):
            hours, minutes, secs = (atom.findtext(tag) or "").split(":")
            assert len(secs) == len("00.000000000")
            read = int(hours) * 3600 + int(minutes) * 60 + Fraction(secs)
            assert abs(read - time) <= Fraction(1, 2 * 10**9)
    assert [atom.findtext("ChapterDisplay/ChapterString") for atom in atoms][1] == " ".join(SPECIAL.split())


def test_matroska_numbers_are_unlike_not_zero_and_stable(film: Film, cut: Cut) -> None:
    many = cut(film(), *[(n * 10, 5, "Ada") for n in range(300)])
    data = write_mkv_chapters(Timeline("x", many))
    uids = [int(uid.text or 0) for uid in ElementTree.fromstring(data).iter("ChapterUID")]
    assert len(set(uids)) == 300
    assert all(0 < uid < 2**64 for uid in uids)
    assert write_mkv_chapters(Timeline("x", many)) == data


def test_a_cut_without_clips_has_no_chapters() -> None:
    empty = Timeline("x", EditList(()), "cut")
    assert write_ffmetadata(empty) == b";FFMETADATA1\n"
    assert ElementTree.fromstring(write_mkv_chapters(empty)).find(".//ChapterAtom") is None


def test_ffmpeg_writes_the_chapters_into_a_film(tmp_path: Path, film: Film, cut: Cut) -> None:
    if not shutil.which("ffmpeg"):
        pytest.skip("needs the ffmpeg program")
    (tmp_path / "c.ffmetadata").write_bytes(
        write_ffmetadata(Timeline("x", cut(film(), (25, 25, "Ada"), (75, 5, "Bob"))))
    )
    source = ["-f", "lavfi", "-i", "color=s=32x32:r=25:d=4"]
    made = subprocess.run(
        ["ffmpeg", "-v", "error", *source, "-i", "c.ffmetadata", "-map_chapters", "1", "-c:v", "mpeg4", "out.mkv"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr.decode()
    with av.open(str(tmp_path / "out.mkv")) as container:
        chapters = [(c["metadata"]["title"], c["start"] * c["time_base"]) for c in container.chapters()]
    assert chapters == [("Ada", 1), ("Bob", 3)]
