"""The demo's files: a film that plays, the truth beside it, and photos to ask with."""

import csv
from pathlib import Path

import av
import pytest

from assets.demo.film import DemoClip, make_demo
from assets.demo.stage import Set, frame_at
from assets.demo.story import FILM_S, FRAME_RATE, SHOTS
from engine.progress import Progress


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_film_has_every_frame_and_sound_of_the_same_length(clip: DemoClip) -> None:
    with av.open(str(clip.video)) as film:
        picture, sound = film.streams.video[0], film.streams.audio[0]
        assert picture.codec_context.name == "h264"
        assert sound.codec_context.name == "aac"
        stamps = [packet.pts * packet.time_base for packet in film.demux(picture) if packet.pts is not None]
        assert sorted(float(s) for s in stamps) == pytest.approx(
            [k / FRAME_RATE for k in range(round(FILM_S * FRAME_RATE))]
        )
        assert float(sound.duration * sound.time_base) == pytest.approx(FILM_S, abs=0.05)


def test_truth_has_the_columns_and_whole_frames(clip: DemoClip) -> None:
    rows = _rows(clip.truth)
    assert list(rows[0]) == ["person_label", "start_s", "end_s", "modality"]
    for row in rows:
        assert 0 <= float(row["start_s"]) < float(row["end_s"]) <= FILM_S
        if row["modality"] != "voice":
            assert (float(row["start_s"]) * FRAME_RATE) == pytest.approx(round(float(row["start_s"]) * FRAME_RATE))
    assert {row["person_label"] for row in rows} == {"ada", "bruno", "stranger"}


def test_truth_knows_who_is_only_heard_who_hides_and_who_turns_away(clip: DemoClip) -> None:
    rows = _rows(clip.truth)

    def there(name: str, modality: str, time_s: float) -> bool:
        return any(
            (row["person_label"], row["modality"]) == (name, modality)
            and float(row["start_s"]) <= time_s < float(row["end_s"])
            for row in rows
        )

    assert there("ada", "voice", 7.0)
    assert not there("ada", "face", 7.0)
    assert there("ada", "body", 16.6)
    assert not there("ada", "face", 16.6)
    assert there("bruno", "body", 41.0)
    assert not there("bruno", "face", 41.0)
    assert there("ada", "face", 30.0)
    assert there("bruno", "face", 30.0)
    assert not any(there(name, "face", 25.0) for name in ("ada", "bruno", "stranger"))


def test_photos_show_those_who_may_be_asked_for_and_not_the_stranger(clip: DemoClip) -> None:
    assert set(clip.photos) == {"ada", "bruno"}
    assert all(path.stat().st_size > 10_000 for path in clip.photos.values())


def test_progress_runs_to_the_end_of_the_film(clip: DemoClip, progress: list[Progress]) -> None:
    assert clip.video.exists()
    shares = [step.fraction for step in progress]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_stopped_job_leaves_no_film_behind(tmp_path: Path) -> None:
    job = make_demo(tmp_path)
    next(job)
    next(job)
    job.close()
    assert list(tmp_path.iterdir()) == []


def test_same_picture_every_time(stage: Set) -> None:
    first, again = (frame_at(stage, SHOTS, 31.0, {"ada": 0.5})[0] for _ in range(2))
    assert (first == again).all()
