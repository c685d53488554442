"""A reference photo gives one face, or one clear sentence why it cannot be used."""

import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from engine.errors import UnreadableMedia, UnusablePhoto
from engine.pipeline.photos import PhotoReader, read_photos, read_picture
from engine.pipeline.tools import Tools


def write(path: Path, image: np.ndarray) -> Path:
    ok, encoded = cv2.imencode(path.suffix, np.ascontiguousarray(image[..., ::-1]))
    assert ok
    path.write_bytes(encoded.tobytes())
    return path


@pytest.fixture(scope="module")
def reader(tools: Tools) -> PhotoReader:
    return PhotoReader(tools.detector, tools.embedder)


@pytest.fixture(scope="module")
def portrait() -> np.ndarray:
    return data.astronaut()[0:300, 80:380]


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tiff"])
def test_the_same_face_is_found_in_every_format(
    reader: PhotoReader, portrait: np.ndarray, tmp_path: Path, suffix: str
) -> None:
    vector, quality = reader.read(write(tmp_path / f"ada{suffix}", portrait))
    plain, _ = reader.read(write(tmp_path / "plain.png", portrait))
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert 0 < quality <= 1
    assert vector @ plain > 0.95


@pytest.mark.parametrize("crop", [(slice(60, 190), slice(80, 210)), (slice(0, 300), slice(0, 300))])
@pytest.mark.parametrize("factor", [0.4, 1.0, 4.0])
def test_tight_and_wide_small_and_large_photos_will_do(
    reader: PhotoReader, portrait: np.ndarray, tmp_path: Path, crop: tuple[slice, slice], factor: float
) -> None:
    plain, _ = reader.read(write(tmp_path / "plain.png", portrait))
    photo = cv2.resize(portrait[crop], None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    vector, _ = reader.read(write(tmp_path / "ada.png", photo))
    assert vector @ plain > 0.7


def test_names_outside_of_the_alphabet_are_read(reader: PhotoReader, portrait: np.ndarray, tmp_path: Path) -> None:
    reader.read(write(tmp_path / "Zoë 张伟.png", portrait))


def test_a_photo_without_a_face_says_so(reader: PhotoReader, tmp_path: Path) -> None:
    with pytest.raises(UnusablePhoto, match="no face was found"):
        reader.read(write(tmp_path / "coffee.png", data.coffee()))


def test_a_photo_with_two_faces_says_how_many(reader: PhotoReader, portrait: np.ndarray, tmp_path: Path) -> None:
    with pytest.raises(UnusablePhoto, match="2 faces were found"):
        reader.read(write(tmp_path / "two.png", np.hstack([portrait, portrait[:, ::-1]])))


def test_a_small_face_in_the_background_does_not_make_a_photo_ambiguous(
    reader: PhotoReader, portrait: np.ndarray, tmp_path: Path
) -> None:
    crowd = np.hstack([portrait, np.full((300, 100, 3), 128, np.uint8)])
    crowd[:60, 320:380] = cv2.resize(portrait, (60, 60), interpolation=cv2.INTER_AREA)
    vector, _ = reader.read(write(tmp_path / "crowd.png", crowd))
    plain, _ = reader.read(write(tmp_path / "plain.png", portrait))
    assert vector @ plain > 0.8


def test_files_that_are_no_pictures_are_unreadable(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("not a picture")
    (tmp_path / "empty.png").touch()
    for name in ("text.png", "empty.png", "missing.png", "."):
        with pytest.raises(UnreadableMedia):
            read_picture(tmp_path / name)


def test_a_picture_that_is_cut_off_or_claims_to_be_huge_is_no_bug(tmp_path: Path, portrait: np.ndarray) -> None:
    png = write(tmp_path / "whole.png", portrait).read_bytes()
    (tmp_path / "cut.png").write_bytes(png[:60])
    huge = bytearray(png)
    huge[16:24] = (200_000).to_bytes(4, "big") * 2
    huge[29:33] = zlib.crc32(huge[12:29]).to_bytes(4, "big")
    (tmp_path / "huge.png").write_bytes(bytes(huge))
    for name in ("cut.png", "huge.png"):
        with pytest.raises(UnreadableMedia):
            read_picture(tmp_path / name)


def test_an_unusable_photo_is_a_warning_while_its_name_has_another(
    reader: PhotoReader, portrait: np.ndarray, tmp_path: Path
) -> None:
    good, bad = write(tmp_path / "ada.png", portrait), write(tmp_path / "coffee.png", data.coffee())
    found = read_photos([("Ada", bad), ("Ada", good), ("Ada", good)], reader)
    assert found.faces["Ada"].vectors.shape[0] == len(found.faces["Ada"].qualities) == 2
    assert len(found.warnings) == 1
    assert "coffee.png" in found.warnings[0]
    with pytest.raises(UnusablePhoto, match="No photo of Bruno"):
        read_photos([("Ada", good), ("Bruno", bad)], reader)
