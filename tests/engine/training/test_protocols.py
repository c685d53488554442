"""`onlylook evaluate` from files to figures."""

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from engine.cli.main import main
from engine.errors import UserError


def figures(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, Any]:
    assert main(["evaluate", *map(str, words), "--json", "--quiet"]) == 0
    return json.loads(capsys.readouterr().out)


def test_scores_become_rates_and_plots(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib", reason="needs matplotlib, which draws")
    table = tmp_path / "scores.csv"
    table.write_text("score,same\n0.9,1\n0.8,1\n0.7,0\n0.6,1\n0.5,0\n0.4,1\n0.3,0\n0.2,0\n")
    answer = figures(capsys, "scores", table, "--plots", tmp_path / "plots")
    assert answer["figures"]["equal error rate"] == pytest.approx(0.25)
    assert answer["figures"]["pairs of strangers"] == 4
    assert [Path(path).name for path in answer["plots"]] == ["roc.png", "det.png"]
    assert all(cv2.imread(path) is not None for path in answer["plots"])


def test_vectors_with_strangers_are_an_open_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vectors = np.array([[1, 0, 0], [1, 0.1, 0], [0, 1, 0], [0.1, 1, 0], [0, 0, 1]], np.float32)
    np.savez(tmp_path / "x.npz", vectors=vectors, labels=np.array(["a", "a", "b", "b", ""]))
    answer = figures(capsys, "vectors", tmp_path / "x.npz")["figures"]
    assert answer["rank-1"] == 1
    assert answer["FNIR at FPIR 0"] == 0


def test_lfw_is_judged_over_its_folds(tmp_path: Path, capsys: pytest.CaptureFixture[str], shared: Path) -> None:
    people = sorted((shared / "media" / "faces" / "lfw_10x10_colour").iterdir())[:2]
    for name, person in zip(("Ada", "Bruno"), people, strict=True):
        for number, photo in enumerate(sorted(person.iterdir())[:3], 1):
            target = tmp_path / name / f"{name}_{number:04d}.jpg"
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(photo.read_bytes())
    pairs = tmp_path / "pairs.txt"
    pairs.write_text("2\t1\nAda\t1\t2\nAda\t1\tBruno\t1\nBruno\t2\t3\nAda\t2\tBruno\t3\n")
    answer = figures(capsys, "lfw", "--images", tmp_path, "--pairs", pairs, "--model", "dlib")["figures"]
    assert answer["accuracy, ten folds"] == 1


def test_ijbc_is_judged_one_to_one_and_one_to_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ijbc_face_tid_mid.txt").write_text("".join(f"{i}.jpg {i // 2} {i}\n" for i in range(12)))
    vectors = np.eye(6, dtype=np.float32)[[0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]]
    vectors[2] = vectors[3]
    np.save(tmp_path / "v.npy", vectors)
    (tmp_path / "ijbc_template_pair_label.txt").write_text("0 1 0\n1 2 1\n3 4 0\n0 5 0\n4 5 0\n")
    head = "TEMPLATE_ID,SUBJECT_ID\n"
    (tmp_path / "ijbc_1N_gallery_G1.csv").write_text(head + "0,100\n1,200\n")
    (tmp_path / "ijbc_1N_gallery_G2.csv").write_text(head + "3,300\n")
    (tmp_path / "ijbc_1N_probe_mixed.csv").write_text(head + "2,200\n3,300\n5,500\n")
    answer = figures(capsys, "ijbc", "--meta", tmp_path, "--vectors", tmp_path / "v.npy")["figures"]
    assert answer["TAR at FAR 1e-06"] == 1
    assert answer["1:N rank-1"] == 1
    assert answer["1:N TPIR at FPIR 0.01"] == 1


def test_cartoons_and_videos_are_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    info = tmp_path / "info.txt"
    info.write_text("a.png 0 0 9 9 0\nb.png 0 0 9 9 0\nc.png 0 0 9 9 -1\na.png b.png\nb.png a.png\n")
    np.save(tmp_path / "v.npy", np.array([[1, 0], [0.9, 0.1], [0, 1]], np.float32))
    answer = figures(capsys, "icartoonface", "--info", info, "--vectors", tmp_path / "v.npy")
    assert answer["figures"]["rank-1"] == 1
    (tmp_path / "gt.txt").write_text("7 a.mp4 b.mp4\n")
    (tmp_path / "found.txt").write_text("7 a.mp4 x.mp4 b.mp4\n")
    answer = figures(capsys, "iqiyi", "--truth", tmp_path / "gt.txt", "--results", tmp_path / "found.txt")
    assert answer["figures"]["MAP@100"] == pytest.approx((1 + 2 / 3) / 2)


def test_claims_and_clusters_are_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "claims.csv").write_text("probability,true\n0.2,no\n0.2,no\n0.8,yes\n0.8,no\n")
    answer = figures(capsys, "claims", tmp_path / "claims.csv")["figures"]
    assert answer["expected calibration error"] == pytest.approx(0.25)
    (tmp_path / "clusters.csv").write_text("cluster,identity\n0,a\n0,a\n0,b\n1,b\n1,b\n")
    assert figures(capsys, "clusters", tmp_path / "clusters.csv")["figures"]["weighted cluster purity"] == 0.8


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no column 'score'"),
        ("score,other\n1,1\n", "no column 'same'"),
        ("score,same\nx,1\n0,0\n", "words where numbers belong"),
        ("score,same\n1,maybe\n", "says 'maybe'"),
        ("score,same\nnan,1\n0,0\n", "no numbers"),
        ("score,same\n1,1\n", "All 1 pairs are of one person"),
    ],
)
def test_tables_that_cannot_be_judged_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    (tmp_path / "x.csv").write_text(content)
    assert main(["evaluate", "scores", str(tmp_path / "x.csv"), "--quiet"]) == UserError.exit_code
    assert said in capsys.readouterr().err


def test_vectors_for_other_pictures_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    info = tmp_path / "info.txt"
    info.write_text("a.png 0 0 9 9 0\nc.png 0 0 9 9 -1\n")
    np.save(tmp_path / "v.npy", np.ones((5, 2), np.float32))
    words = ["evaluate", "icartoonface", "--info", str(info), "--vectors", str(tmp_path / "v.npy")]
    assert main(words) == UserError.exit_code
    assert "5 rows for 2 pictures" in capsys.readouterr().err
