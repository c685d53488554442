"""Strange and broken films end in a right reading or in one sentence; a part of the corpus is tried here."""

from pathlib import Path

from tests.corpus.damage import boundaries, damaged
from tests.corpus.judge import Case, Judge, cases, counted
from tests.corpus.seeds import SEEDS, draw

EVERY = 25


def test_no_file_of_the_corpus_does_harm(tmp_path: Path) -> None:
    with Judge() as judge:
        counts, bad = counted(judge(case) for case in cases(tmp_path, EVERY))
    assert not bad, "\n".join(f"{verdict.case.what}: {verdict.outcome}: {verdict.detail}" for verdict in bad)
    assert counts["right"] > 20
    assert counts["refused"] > 20


def test_the_whole_corpus_has_hundreds_of_files(tmp_path: Path) -> None:
    assert sum(1 for _ in cases(tmp_path)) > 300


def test_damage_is_the_same_each_time(tmp_path: Path) -> None:
    whole = draw(tmp_path / "h264.mp4", SEEDS["h264.mp4"]).read_bytes()
    assert list(damaged("h264.mp4", whole)) == list(damaged("h264.mp4", whole))
    assert {b"moov", b"stbl"} <= {whole[place + 4 : place + 8] for place in boundaries("h264.mp4", whole)}


def test_a_process_that_dies_is_counted_and_the_next_file_is_tried(tmp_path: Path) -> None:
    film = draw(tmp_path / "h264.mp4", SEEDS["h264.mp4"])
    with Judge() as judge:
        assert judge(Case(film, "whole", SEEDS["h264.mp4"].frames)).outcome == "right"
        judge._running().kill()
        assert judge(Case(film, "whole", SEEDS["h264.mp4"].frames)).outcome == "crashed"
        assert judge(Case(film, "whole", SEEDS["h264.mp4"].frames)).outcome == "right"
