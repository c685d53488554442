"""Readers, on small files in the true formats; what is damaged or lacking is told in a sentence."""

import pickle
import struct
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.errors import UserError
from engine.training.data.augment import varied, worsened
from engine.training.data.batches import Batches, BatchPlan, share_of_rank
from engine.training.data.benchmarks import (
    cartoon_test,
    cartoon_training,
    ijbc_pairs,
    ijbc_subjects,
    ijbc_templates,
    lfw_pairs,
    template_vectors,
)
from engine.training.data.iqiyi import joined_by_clip, read_features, read_truth
from engine.training.data.pictures import folder_pictures
from engine.training.data.plain_pickle import read_plain_pickle
from engine.training.data.records import MAGIC, record_at, record_pictures


def picture(seed: int, side: int = 16) -> NDArray[np.uint8]:
    coarse = np.random.default_rng(seed).integers(0, 255, (4, 4, 3), np.uint8)
    return np.asarray(cv2.resize(coarse, (side, side)), np.uint8)


def write(path: Path, image: NDArray[np.uint8]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), image[:, :, ::-1])
    return path


def test_folders_are_identities_and_strangers_have_no_label(tmp_path: Path) -> None:
    for name, count in (("Ada", 2), ("Bruno", 3)):
        for number in range(count):
            write(tmp_path / "people" / name / f"{number}.png", picture(number))
    (tmp_path / "people" / "empty").mkdir()
    write(tmp_path / "crowd" / "deep" / "x.png", picture(9))
    found = folder_pictures(tmp_path / "people", tmp_path / "crowd")
    assert found.names == ("Ada", "Bruno")
    assert found.labels.tolist() == [0, 0, 1, 1, 1, -1]
    assert np.array_equal(found.picture(5), picture(9))


def test_folders_that_teach_nothing_are_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is not there"):
        folder_pictures(tmp_path / "nowhere")
    with pytest.raises(UserError, match="no pictures"):
        folder_pictures(tmp_path)
    write(tmp_path / "Ada" / "1.png", picture(1))
    with pytest.raises(UserError, match="only one person"):
        folder_pictures(tmp_path)
    (tmp_path / "Bruno").mkdir()
    (tmp_path / "Bruno" / "1.jpg").write_bytes(b"no picture")
    with pytest.raises(UserError, match=r"Bruno.*no picture that can be read"):
        folder_pictures(tmp_path).picture(1)


def record(content: bytes, kind: int = 0) -> bytes:
    return struct.pack("<II", MAGIC, kind << 29 | len(content)) + content + b"\0" * (-len(content) % 4)


def write_records(path: Path, labels: list[float], table: bool = True) -> Path:
    """A file as MS1M's: a table of contents, then pictures, which are numbered from 1."""
    contents = [
        struct.pack("<IfQQ", 0, label, number, 0) + cv2.imencode(".png", picture(number))[1].tobytes()
        for number, label in enumerate(labels, 1)
    ]
    if table:
        head = struct.pack("<IfQQff", 2, 0.0, 0, 0, len(labels) + 1.0, len(labels) + 3.0)
        identity = struct.pack("<IfQQff", 2, 0.0, len(labels) + 1, 0, 1.0, 3.0)
        contents = [head, *contents, identity]
    places, whole = [], b""
    for content in contents:
        places.append(len(whole))
        whole += record(content)
    path.write_bytes(whole)
    lines = [f"{key if table else key + 1}\t{place}\n" for key, place in enumerate(places)]
    path.with_suffix(".idx").write_text("".join(lines))
    return path


@pytest.mark.parametrize("table", [True, False])
def test_records_of_ms1m_are_pictures_with_identities(tmp_path: Path, table: bool) -> None:
    found = record_pictures(write_records(tmp_path / "train.rec", [7, 7, 9], table))
    assert found.labels.tolist() == [0, 0, 1]
    assert found.names == ("7", "9")
    assert np.array_equal(found.picture(2), picture(3)[:, :, ::-1])


def test_a_record_in_parts_is_put_together_with_the_magic_number_between(tmp_path: Path) -> None:
    path = tmp_path / "x.rec"
    path.write_bytes(record(b"abcd", 1) + record(b"efgh", 2) + record(b"ij", 3))
    magic = struct.pack("<I", MAGIC)
    assert record_at(path, 0) == b"abcd" + magic + b"efgh" + magic + b"ij"


def test_damaged_records_are_told(tmp_path: Path) -> None:
    path = write_records(tmp_path / "train.rec", [1, 2])
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(UserError, match="breaks off"):
        record_at(path, int(path.with_suffix(".idx").read_text().split()[-1]))
    path.write_bytes(b"x" * 100)
    with pytest.raises(UserError, match="damaged"):
        record_pictures(path)
    path.with_suffix(".idx").unlink()
    with pytest.raises(UserError, match="which says where"):
        record_pictures(path)


FEATURES = {
    b"IQIYI_VID_TRAIN_0000001.mp4": [
        [b"3", [1, 2, 30, 40], 0.9, 120.5, np.arange(512, dtype=np.float16) / 512],
        [b"9", [1, 2, 30, 40], 0.5, 20.0, np.ones(512, np.float16)],
    ],
    b"IQIYI_VID_TRAIN_0000002.mp4": [],
}


@pytest.mark.parametrize("protocol", range(6))
def test_features_of_iqiyi_are_read_without_being_unpickled(
    tmp_path: Path, protocol: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "face.pickle"
    path.write_bytes(pickle.dumps(FEATURES, protocol=protocol))
    monkeypatch.setattr(pickle, "load", None)
    monkeypatch.setattr(pickle, "loads", None)
    found = read_features(path)
    assert list(found) == ["IQIYI_VID_TRAIN_0000001"]
    clip = found["IQIYI_VID_TRAIN_0000001"]
    assert clip.vectors.shape == (2, 512)
    assert np.array_equal(clip.vectors[0], (np.arange(512, dtype=np.float16) / 512).astype(np.float32))
    assert clip.scores.tolist() == pytest.approx([0.9, 0.5])
    assert clip.qualities.tolist() == [120.5, 20.0]


class _Trap:
    def __reduce__(self):
        return print, ("it ran",)


@pytest.mark.parametrize("trap", [_Trap(), {"a": [_Trap()]}, np.array([_Trap()], object), Path("x")])
def test_a_pickle_that_would_run_code_is_refused(tmp_path: Path, trap: object, capsys: pytest.CaptureFixture) -> None:
    path = tmp_path / "trap.pickle"
    path.write_bytes(pickle.dumps(trap))
    with pytest.raises(UserError, match="something else than plain data"):
        read_plain_pickle(path)
    assert "it ran" not in capsys.readouterr().out


def test_plain_values_come_back_as_they_were(tmp_path: Path) -> None:
    value = {"a": [1, -5, 2**70, 1.5, None, True], "b": ("x", b"y", ()), "c": np.arange(6, dtype=">i4").reshape(2, 3).T}
    path = tmp_path / "x.pickle"
    path.write_bytes(pickle.dumps(value))
    found = read_plain_pickle(path)
    assert found["a"] == value["a"]
    assert found["b"] == value["b"]
    assert np.array_equal(found["c"], value["c"])


def test_truth_of_iqiyi_has_two_forms(tmp_path: Path) -> None:
    path = tmp_path / "gt.txt"
    path.write_text("a.mp4 7\nb.mp4 8\nc.mp4 7\n")
    assert read_truth(path) == {"7": ["a", "c"], "8": ["b"]}
    path.write_text("7 a.mp4 c.mp4\n8 b.mp4\n")
    assert read_truth(path) == {"7": ["a", "c"], "8": ["b"]}
    path.write_text("7\n")
    with pytest.raises(UserError, match="names no clip"):
        read_truth(path)


def test_missing_modalities_of_a_clip_have_no_quality(tmp_path: Path) -> None:
    path = tmp_path / "face.pickle"
    path.write_bytes(pickle.dumps(FEATURES))
    voice = tmp_path / "voice.pickle"
    voice.write_bytes(pickle.dumps({"IQIYI_VID_TRAIN_0000002": np.ones(512, np.float32)}))
    truth = {"1": ["IQIYI_VID_TRAIN_0000001"], "2": ["IQIYI_VID_TRAIN_0000002"]}
    clips, identities, vectors, qualities = joined_by_clip(
        {"face": read_features(path), "voice": read_features(voice)}, truth
    )
    assert identities == ["1", "2"]
    assert clips[0].endswith("1")
    assert (qualities["face"] > 0).tolist() == [True, False]
    assert (qualities["voice"] > 0).tolist() == [False, True]
    assert np.linalg.norm(vectors["voice"][1]) == pytest.approx(1)


def test_pairs_of_lfw(tmp_path: Path) -> None:
    path = tmp_path / "pairs.txt"
    path.write_text("2\t1\nAda\t1\t2\nAda\t1\tBruno\t3\nBruno\t3\t4\nAda\t2\tBruno\t4\n")
    found = lfw_pairs(path)
    assert found.paths[0] == "Ada/Ada_0001.jpg"
    assert [tuple(found.paths[i] for i in pair) for pair in found.pairs.tolist()][3] == (
        "Ada/Ada_0002.jpg",
        "Bruno/Bruno_0004.jpg",
    )
    assert found.same.tolist() == [True, False, True, False]
    assert found.fold.tolist() == [0, 0, 1, 1]
    path.write_text("10\t300\nAda\t1\t2\n")
    with pytest.raises(UserError, match="1 pairs instead of 6000"):
        lfw_pairs(path)


def test_templates_of_ijbc_weigh_a_video_as_one_photo(tmp_path: Path) -> None:
    path = tmp_path / "ijbc_face_tid_mid.txt"
    path.write_text("1.jpg 5 10\n2.jpg 5 20\n3.jpg 5 20\n4.jpg 6 30\n")
    given = ijbc_templates(path)
    vectors = np.array([[1, 0], [0, 1], [0, 1], [-1, 0]], np.float32)
    templates, whole = template_vectors(vectors, given)
    assert templates.tolist() == [5, 6]
    assert whole[0] == pytest.approx([0.5**0.5, 0.5**0.5])
    with pytest.raises(UserError, match="3 vectors for 4 pictures"):
        template_vectors(vectors[:3], given)
    pairs = tmp_path / "ijbc_template_pair_label.txt"
    pairs.write_text("5 6 0\n5 5 1\n")
    rows, same = ijbc_pairs(pairs)
    assert rows.tolist() == [[5, 6], [5, 5]]
    assert same.tolist() == [False, True]
    subjects = tmp_path / "g1.csv"
    subjects.write_text("TEMPLATE_ID,SUBJECT_ID,FILENAME\n5,100,a\n5,100,b\n6,200,c\n")
    assert [part.tolist() for part in ijbc_subjects(subjects)] == [[5, 6], [100, 200]]


def test_lists_of_icartoonface(tmp_path: Path) -> None:
    write(tmp_path / "a.png", picture(1, 20))
    info = tmp_path / "info.txt"
    info.write_text("a.png 2 3 12 18 0\nb.png 0 0 9 9 0\nc.png 0 0 9 9 -1\na.png b.png\n")
    found = cartoon_test(info, tmp_path)
    assert found.pictures.labels.tolist() == [0, 0, -1]
    assert found.pairs.tolist() == [[0, 1]]
    assert found.pictures.picture(0).shape == (15, 10, 3)
    boxes = tmp_path / "det.txt"
    boxes.write_text("hero/1.png 0 0 5 5\nvillain/1.png 0 0 5 5\nhero/2.png 0 0 5 5\n")
    assert cartoon_training(boxes, tmp_path).labels.tolist() == [0, 1, 0]


def test_batches_are_balanced_semi_supervised_and_the_same_again() -> None:
    labels = np.array([0] * 50 + [1] * 2 + [2] * 5 + [-1] * 30)
    batches = Batches(labels, BatchPlan(16, 2, 0.25), seed=3)
    seen = np.concatenate([labels[batches.at(step)] for step in range(60)])
    assert batches.unlabelled == 4
    assert (seen == -1).sum() == 4 * 60
    counts = np.bincount(seen[seen >= 0])
    assert counts.min() > 0.6 * counts.max()
    assert np.array_equal(batches.at(7), Batches(labels, BatchPlan(16, 2, 0.25), seed=3).at(7))
    assert not np.array_equal(batches.at(7), batches.at(8))
    assert labels[batches.at(0)][:12].min() >= 0


def test_every_identity_of_many_comes_once_a_round() -> None:
    labels = np.repeat(np.arange(40), 3)
    batches = Batches(labels, BatchPlan(16, 2, 0), seed=0)
    seen = np.concatenate([labels[batches.at(step)] for step in range(5)])
    assert np.bincount(seen, minlength=40).tolist() == [2] * 40


def test_ranks_share_a_batch_without_overlap() -> None:
    rows = np.arange(16)
    parts = [share_of_rank(rows, 12, rank, 2) for rank in range(2)]
    assert sorted(np.concatenate(parts).tolist()) == rows.tolist()
    assert all((part < 12).sum() == 6 for part in parts)
    with pytest.raises(UserError, match="cannot be shared"):
        share_of_rank(rows, 12, 0, 5)


def test_batches_that_teach_nothing_are_told() -> None:
    with pytest.raises(UserError, match="samples of 1 persons"):
        Batches(np.zeros(10, np.int64), BatchPlan(8), 0)
    with pytest.raises(UserError, match="no room"):
        Batches(np.arange(10), BatchPlan(1, 2), 0)


def test_augmentation_changes_pictures_but_not_their_form() -> None:
    crops = np.stack([picture(seed, 32) for seed in range(12)])
    dice = np.random.default_rng(0)
    for change in (varied, worsened):
        made = change(crops, dice)
        assert made.shape == crops.shape
        assert made.dtype == np.uint8
        assert not np.array_equal(made, crops)
