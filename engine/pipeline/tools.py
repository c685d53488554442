"""Open the networks that an analysis needs, and say which weights they are."""

from dataclasses import dataclass

from engine.describe.body import BodyEmbedder
from engine.describe.body import best_available as best_body_net
from engine.describe.face import PARTS, FaceEmbedder, best_available, open_embedder
from engine.detect.drawn_faces import FacesOfAllKinds, anime_version
from engine.detect.drawn_picture import MODEL as DRAWN_PICTURE
from engine.detect.faces import MODEL as FACE_DETECTOR
from engine.detect.people import PersonFinder
from engine.detect.people import best_available as best_person_finder
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
    """The open networks of one device. The last four are None where their weights are not on this machine."""

    detector: Detector
    embedder: FaceEmbedder
    shot_net: TransNet | None
    people: PersonFinder | None = None
    body: BodyEmbedder | None = None
    kinds: FacesOfAllKinds | None = None
    """Another of the detector, for the thread that describes faces; None where all are taken for real."""


def open_tools(device: Device = "auto", threads: int | None = None) -> Tools:
    """Raises ModelMissing where a network without which nothing works is not at hand."""
    detector = FacesOfAllKinds.open(device, threads, threshold=KEEP_SCORE)
    embedder = open_embedder("auto", device, threads)
    shot_net = TransNet.open_if_there(device, threads)
    people = PersonFinder.open_if_there(device, threads)
    # Without persons found there is nothing that it could describe.
    body = BodyEmbedder.open_if_there(device, threads) if people else None
    return Tools(detector, embedder, shot_net, people, body, detector.twin())


def weights_here() -> dict[str, str]:
    """sha256 by name of the models that `open_tools` opens here, for the cache key; opens none."""
    used = [FACE_DETECTOR, *PARTS[best_available()], *([SHOT_NET] if available(SHOT_NET) else [])]
    finder = best_person_finder()
    used += [name for name in (finder, finder and best_body_net()) if name]
    used += [DRAWN_PICTURE] if available(DRAWN_PICTURE) else []
    anime = anime_version()
    return {name: find(name).sha256 for name in used} | ({"animeface": anime} if anime else {})
