"""The demo runs from film to cut and says how well it did."""

import re
import shutil
from pathlib import Path

import pytest

from assets.demo import run
from assets.demo.film import DemoClip


@pytest.fixture(scope="module")
def folder(clip: DemoClip, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which this very program has drawn the film."""
    folder = tmp_path_factory.mktemp("run") / "demo"
    shutil.copytree(clip.video.parent, folder)
    (folder / "drawn-by").write_text(run.program(), encoding="utf-8")
    return folder


def test_demo_finds_cuts_and_scores(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main([str(folder)]) == 0
    said = capsys.readouterr().out
    scores = [float(score) for score in re.findall(r"F1 (\d\.\d{3})$", said, re.MULTILINE)]
    assert len(scores) == 3
    assert scores[-1] >= run.LEAST_F1
    assert (folder / "ada.mp4").stat().st_size > 0
    # Three real persons are in it, and nobody else is to be invented; the cartoon's people are drawn ones.
    kinds = re.findall(r"^ \d  Person \d .*?(\w+)?$", said, re.MULTILINE)
    assert len(kinds) >= 3
    assert "drawn" not in kinds[:3]
    assert all(kind == "drawn" for kind in kinds[3:])


def test_poor_score_fails_the_demo(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The truth of another film: nobody is where it says."""
    table = folder / "demo.csv"
    table.write_text("person_label,start_s,end_s,modality\nada,5.4,8.8,face\nbruno,5.4,8.8,face\n", encoding="utf-8")
    assert run.main([str(folder)]) == 1
    assert "below 0.95" in capsys.readouterr().out
