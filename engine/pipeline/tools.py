"""Open the networks that an analysis needs, and say which weights they are."""

from dataclasses import dataclass

from engine.describe.face import PARTS, FaceEmbedder, best_available, open_embedder
from engine.detect.faces import MODEL as FACE_DETECTOR
from engine.detect.faces import CenterFace
from engine.detect.transnet import MODEL as SHOT_NET
from engine.detect.transnet import TransNet
from engine.models.catalog import find
from engine.models.ready import available
from engine.protocols import Detector
from engine.settings import Device
from engine.track.tracker import TrackLimits

KEEP_SCORE = TrackLimits().keep_score
"""Detections from this score on may carry a track on; what starts one is the tracker's to decide."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The open networks of one device. `shot_net` is None where its weights are not on this machine."""

    detector: Detector
    embedder: FaceEmbedder
    shot_net: TransNet | None


def open_tools(device: Device = "auto", threads: int | None = None) -> Tools:
    """Raises ModelMissing where a network without which nothing works is not at hand."""
    detector = CenterFace.open(device, threads, threshold=KEEP_SCORE)
    embedder = open_embedder("auto", device, threads)
    shot_net = TransNet.open_if_there(device, threads)
    return Tools(detector, embedder, shot_net)


def weights_here() -> dict[str, str]:
    """sha256 by name of the models that `open_tools` opens here, for the cache key; opens none."""
    used = [FACE_DETECTOR, *PARTS[best_available()], *([SHOT_NET] if available(SHOT_NET) else [])]
    return {name: find(name).sha256 for name in used}
