"""A head that helps is used, one that does not help or is turned off is not, and the gallery sees neither."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from engine.identify.photo_names import NamedFaces
from engine.models.heads import head_path
from engine.pipeline.adapted_faces import faces_of_film, head_of, photos_through, turn
from engine.store.project import Project
from engine.types import Feature, Floats

WIDTH = 8


def turning_head(path: Path, before: float = 0.5, after: float = 0.75, model: str = "joined") -> None:
    """Turns every vector round by one place."""
    matrix = np.roll(np.eye(WIDTH, dtype=np.float32), 1, axis=1)
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["embedding", "turn"], ["adapted"])],
        "head",
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", WIDTH])],
        [helper.make_tensor_value_info("adapted", TensorProto.FLOAT, ["n", WIDTH])],
        [onnx.numpy_helper.from_array(matrix, "turn")],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    facts = {"model": model, "before": before, "after": after, "tracks": 12, "corrections": "0"}
    helper.set_model_props(made, {key: str(value) for key, value in facts.items()})
    onnx.save(made, str(path))


@pytest.fixture
def film(tmp_path: Path) -> Any:
    vectors = np.eye(WIDTH, dtype=np.float32)
    features = (
        Feature(3, "joined", vectors[:2], np.ones(2, np.float32)),
        Feature(4, "joined", vectors[2:3], np.ones(1, np.float32)),
        Feature(4, "looks", vectors[4:5], np.ones(1, np.float32)),
    )
    with Project.create(tmp_path / "film.olat") as project:
        yield SimpleNamespace(project=project, model="joined", scan=SimpleNamespace(features=features))


def first(vectors: Floats) -> list[int]:
    return np.argmax(vectors, axis=1).tolist()


def test_head_that_helps_is_used_for_faces_and_photos_alike(film: Any) -> None:
    turning_head(head_path(film.project.path))
    head = head_of(film)
    faces = faces_of_film(film, head)
    assert {track: first(one.vectors) for track, one in faces.items()} == {3: [1, 2], 4: [3]}
    photo = NamedFaces(np.eye(WIDTH, dtype=np.float32)[:1], np.ones(1, np.float32))
    assert first(photos_through(head, {"Anna": photo})["Anna"].vectors) == [1]
    # What the scan holds, by which the gallery is searched, is as it was.
    assert first(film.scan.features[0].vectors) == [0, 1]


@pytest.mark.parametrize("facts", [{"after": 0.4}, {"model": "sface"}])
def test_head_that_does_not_help_is_not_used(film: Any, facts: dict[str, Any]) -> None:
    turning_head(head_path(film.project.path), **facts)
    assert head_of(film) is None
    assert first(faces_of_film(film, None)[3].vectors) == [0, 1]


def test_it_can_be_turned_off_and_on(film: Any) -> None:
    turning_head(head_path(film.project.path))
    turn(film.project, False)
    assert head_of(film) is None
    turn(film.project, True)
    assert head_of(film) is not None


def test_no_head_changes_nothing(film: Any) -> None:
    assert head_of(film) is None
    photos = {"Anna": NamedFaces(np.eye(WIDTH, dtype=np.float32)[:1], np.ones(1, np.float32))}
    assert photos_through(None, photos) is photos
