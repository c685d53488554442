"""The diagnosis speaks of what the program uses, and of nothing else."""

from engine.describe.face import PARTS
from engine.detect.drawn_picture import MODEL as DRAWN_PICTURE
from engine.detect.faces import MODEL as FACE_DETECTOR
from engine.detect.transnet import MODEL as SHOT_NET
from engine.models.catalog import catalog
from engine.pipeline.doctor import diagnosis


def test_defaults_are_the_networks_that_finding_people_opens() -> None:
    opened = {FACE_DETECTOR, DRAWN_PICTURE, SHOT_NET, *(part for parts in PARTS.values() for part in parts)}
    assert {spec.name for spec in catalog().values() if spec.default} == opened


def test_no_model_is_missed_that_finding_people_does_not_open() -> None:
    (models,) = [section for section in diagnosis() if section.title == "Models"]
    unused = [spec.name for spec in catalog().values() if not spec.default]
    assert not [fact.name for fact in models.facts if fact.name.split(" ")[0] in unused]
