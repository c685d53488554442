"""Score what programs found, whoever found it, in the same way."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from segments import _score_module, _truth
from shots import TRUTH, Score
from voices import AMI, SCORED_S, _annotation, _meeting, _sixteen_bits


def face(clip: str, spans: Sequence[Sequence[Any]], ignored: Sequence[float]) -> tuple[float, float, float]:
    """Mean precision, recall and F1 over the persons of a clip. `spans`: person, modality, start, end."""
    score = _score_module()
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for person, modality, start, end in spans:
        found.setdefault((person, modality), []).append((start, end))
    precision, recall, f1 = score.score(_truth(clip, score), found, "names", ignored)["face"]["mean"]
    return precision, recall, f1


def boundaries(clips: Sequence[str], found: Sequence[Sequence[int]]) -> str:
    total = Score()
    for clip, frames in zip(clips, found, strict=True):
        total.add(frames, TRUTH[clip])
    return " / ".join(f"{value:.3f}" for value in total.figures())


def diarisation(names: Sequence[str], found: Sequence[Sequence[Sequence[Any]]]) -> str:
    """The error over all of the meetings, in percent."""
    try:
        from pyannote.core import Segment, Timeline
        from pyannote.metrics.diarization import DiarizationErrorRate
    except ImportError:
        return "not scored: pyannote.metrics is not installed"
    metric = DiarizationErrorRate(collar=0, skip_overlap=False)
    for name, rows in zip(names, found, strict=True):
        inside = [(start, min(end, SCORED_S), str(who)) for start, end, who in rows if start < SCORED_S]
        metric(_annotation(_meeting(name)), _annotation(inside), uem=Timeline([Segment(0, SCORED_S)]))
    return f"{abs(metric):.1%}"


def sixteen_bits(name: str, scratch: Path) -> Path:
    return _sixteen_bits(AMI / f"{name}.wav", scratch)
