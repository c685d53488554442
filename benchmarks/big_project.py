"""Make the project of a long film by script: a real file of three hours, and a cast whose truth is known.

    python benchmarks/big_project.py FOLDER [--tracks 10000] [--persons 300] [--shots 2500]

Vectors lie as they do in the films of the test media: persons about 0.82 alike in good crops and 0.57 with others,
nearer to each other the poorer the crop; one track in six is poor. About a fifth of the faces come with a body, persons
speak in turns, most of them seen, and some are introduced by a name plate. The same numbers give the same project.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from engine.describe.hair_clothes import MODEL as HAIR_CLOTHES
from engine.media.probe import probe
from engine.pipeline.analysis import CODE_VERSION
from engine.pipeline.captions import captions_key
from engine.pipeline.hearing import hearing_key, speaking_key
from engine.store.cache import stage_key
from engine.store.project import Project
from engine.store.scan import SCAN, ScanChunk
from engine.timebase import Span
from engine.types import Caption, Crop, Feature, Shot, Speaking, Track, Turn

LOOP_S = 64
"""Whole frames of picture (25 a second) and of sound (1024 samples at 48 kHz) fit into it."""
RATE = 25
SIZE = (192, 108)
SAMPLES_PER_S = 5
MODEL = "joined"
DIMENSIONS, LOOKS = 256, 432
VOICE_DIMENSIONS = 192
CHUNK_SHOTS = 100


@dataclass(frozen=True)
class Size:
    tracks: int = 10_000
    persons: int = 300
    shots: int = 2_500
    hours: float = 3.0


def make_film(path: Path, hours: float) -> None:
    """A picture that moves and a tone, encoded once and repeated packet by packet."""
    loop = path.with_name("loop.mp4")
    _encode_loop(loop)
    with av.open(str(loop)) as source, av.open(str(path), "w") as target:
        streams = {stream.index: target.add_stream_from_template(stream) for stream in source.streams}
        packets = [packet for packet in source.demux() if packet.dts is not None]
        stamps = [(packet, packet.pts, packet.dts) for packet in packets]
        for turn in range(-(-int(hours * 3600) // LOOP_S)):
            for packet, pts, dts in stamps:
                shift = round(turn * LOOP_S / packet.time_base)
                packet.pts, packet.dts = pts + shift, dts + shift
                stream = packet.stream
                packet.stream = streams[stream.index]
                target.mux(packet)
                packet.stream = stream
    loop.unlink()


def _encode_loop(path: Path) -> None:
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", RATE, options={"preset": "veryfast", "crf": "38", "g": "50", "bf": "0"})
        video.width, video.height = SIZE
        video.pix_fmt = "yuv420p"
        sound = container.add_stream("aac", 48_000, layout="mono")
        columns, rows = np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1]))
        for n in range(LOOP_S * RATE):
            image = np.stack([(columns + n) // 2, rows + 40, 0 * rows + n % 200], axis=2).astype(np.uint8)
            container.mux(video.encode(av.VideoFrame.from_ndarray(image, "rgb24")))
        container.mux(video.encode(None))
        for n in range(LOOP_S * 48_000 // 1024 - 1):
            tone = np.sin(2 * np.pi * 220 * (n * 1024 + np.arange(1024)) / 48_000).astype(np.float32)[None]
            frame = av.AudioFrame.from_ndarray(tone * np.float32(0.3), "fltp", "mono")
            frame.sample_rate, frame.pts, frame.time_base = 48_000, n * 1024, Fraction(1, 48_000)
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))


class _World:
    """Who plays in the film and how they look."""

    def __init__(self, size: Size) -> None:
        self.rng = np.random.default_rng(7)
        self.size = size
        # Vectors of faces fill far fewer directions than they have numbers.
        basis = np.linalg.qr(self.rng.normal(size=(DIMENSIONS, 65)))[0].T
        self._common, self._basis = basis[0], basis[1:]
        self._faces = _unit(self.rng.normal(size=(size.persons, 64))) @ self._basis
        self._outfits = _unit(np.sqrt(self.rng.dirichlet(np.full(LOOKS, 0.05), (size.persons, 4))))
        shares = 1 / np.arange(1, size.persons + 1) ** 0.9
        self._shares = shares / shares.sum()
        self._pictures = [_picture(self.rng) for _ in range(size.persons)]

    def shots(self) -> list[Shot]:
        lengths = self.rng.exponential(1, self.size.shots) + 0.15
        ends = np.round(np.cumsum(lengths) / lengths.sum() * self.size.hours * 3600 * RATE).astype(int)
        edges = np.unique([0, *ends.tolist()])
        spans = [Span(Fraction(int(a), RATE), Fraction(int(b), RATE)) for a, b in pairwise(edges)]
        return [Shot(i, span, 0.9) for i, span in enumerate(spans)]

    def persons_by_shot(self, shots: int) -> list[list[int]]:
        """Persons who share a scene of ten shots, nobody twice in a shot."""
        counts = np.bincount(self.rng.integers(0, shots, self.size.tracks), minlength=shots)
        found = []
        scene: NDArray[np.int64] = np.zeros(0, np.int64)
        for shot, count in enumerate(counts.tolist()):
            if shot % 10 == 0:
                scene = self.rng.choice(self.size.persons, min(12, self.size.persons), False, self._shares)
            found.append(self.rng.choice(scene, min(count, len(scene)), replace=False).tolist())
        return found

    def track(self, number: int, shot: Shot, ticks: Fraction) -> Track:
        length = float(shot.span.duration)
        start = float(shot.span.start) + self.rng.uniform(0, 0.3) * length
        end = float(shot.span.end) - self.rng.uniform(0, 0.3) * length
        times = np.arange(start, max(end, start + 0.3), 1 / SAMPLES_PER_S)
        frames = np.unique(np.round(times * RATE)).astype(np.int64)
        n = len(frames)
        scores = self.rng.uniform(0.6, 1, n).astype(np.float32)
        if n > 12:
            # Turned away for a second: one track, two appearances.
            scores[n // 2 - 3 : n // 2 + 3] = 0.1
        boxes = np.tile(self.rng.uniform([0, 0, 20, 20], [140, 50, 50, 50]), (n, 1)).astype(np.float32)
        marks = np.repeat(boxes[:, None, :2], 5, axis=1) + np.float32(10)
        pts = np.round(frames / float(RATE * ticks)).astype(np.int64)
        span = Span(Fraction(int(frames[0]), RATE), Fraction(int(frames[-1]) + 1, RATE))
        return Track(number, "face", shot.index, span, pts, boxes, scores, marks)

    def body(self, number: int, face: Track) -> Track:
        """The body under a face, for as long as the face shows."""
        boxes = np.stack([
            face.boxes[:, 0] - 10, face.boxes[:, 1], face.boxes[:, 2] + 20, np.minimum(face.boxes[:, 3] * 3, 100),
        ], axis=1).astype(np.float32)  # fmt: skip
        marks = np.zeros((len(face.pts), 0, 2), np.float32)
        return Track(number, "body", face.shot, face.span, face.pts, boxes, np.maximum(face.scores, 0.7), marks)

    def speech(self, tracks: list[tuple[Track, int]]) -> tuple[list[Turn], list[Speaking]]:
        """Every fourth face speaks, at once with others where several of a shot do."""
        turns: list[Turn] = []
        speaking: list[Speaking] = []
        for track, person in tracks[::4]:
            start, end = track.span.start, max(track.span.end, track.span.start + Fraction(1, 2))
            number = len(turns)
            vector = _unit(self.rng.normal(size=VOICE_DIMENSIONS)).astype(np.float32)
            turns.append(Turn(number, Span(start, end), person, 0.9, 0.8, vector, float(self.rng.uniform(0.1, 0.9))))
            speaking.append(Speaking(number, track.id, float(self.rng.normal(2.5, 1.5)), 1.0))
        return turns, speaking

    def plates(self, tracks: list[tuple[Track, int]]) -> list[Caption]:
        """Subtitles through the film, and a name under some long shots."""
        longest = sorted((one for one, _ in tracks), key=lambda one: one.span.start - one.span.end)[:40]
        box = (20.0, 80.0, 120.0, 6.0)
        names = [Caption(one.span, f"Ada {_letters(n)}", "picture", 0.9, box) for n, one in enumerate(longest)]
        lines = [Caption(one.span, f"What {n} said", "subtitle") for n, (one, _) in enumerate(tracks[::8])]
        return sorted(names + lines, key=lambda one: (one.span, one.text))

    def features(self, track: Track, person: int) -> tuple[Feature, Feature, list[Crop]]:
        count = int(min(6, max(1, len(track.pts) // 3)))
        quality = float(np.clip(self.rng.normal(0.4, 0.2), 0.03, 0.8))
        qualities = np.clip(quality + self.rng.normal(0, 0.04, count), 0.02, 1).astype(np.float32)
        clear = min(1.0, quality / 0.3)
        common, own = 0.75 - 0.2 * clear, 0.02 + 0.25 * clear
        noise = _unit(self.rng.normal(size=(1, 64))) * 0.9 + _unit(self.rng.normal(size=(count, 64))) * 0.4
        vectors = _unit(
            np.sqrt(common) * self._common
            + np.sqrt(own) * self._faces[person]
            + np.sqrt(1 - common - own) * (noise @ self._basis)
        )
        outfit = self._outfits[person, track.shot // 200 % 4]
        looks = _unit(np.abs(outfit + self.rng.normal(0, 0.02, (min(count, 3), LOOKS))))
        crops = [
            Crop(track.id, int(track.pts[i]), track.boxes[i], float(qualities[i]), self._pictures[person][i % 2])
            for i in range(min(2, count, len(track.pts)))
        ]
        return (
            Feature(track.id, MODEL, vectors.astype(np.float32), qualities),
            Feature(track.id, HAIR_CLOTHES, looks.astype(np.float32), qualities[: len(looks)]),
            crops,
        )


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True))


def _letters(number: int) -> str:
    return "Berg" + chr(ord("a") + number // 26) + chr(ord("a") + number % 26)


def _picture(rng: np.random.Generator) -> list[bytes]:
    """Two small JPEGs of a made face."""
    made = []
    skin, ground = rng.integers(60, 230, 3).tolist(), rng.integers(20, 120, 3).tolist()
    for turn in (-6, 6):
        image = np.full((96, 96, 3), ground, np.uint8)
        cv2.ellipse(image, (48 + turn, 50), (26, 36), 0, 0, 360, skin, -1, cv2.LINE_AA)
        for side in (-10, 10):
            cv2.circle(image, (48 + turn + side, 42), 4, (30, 30, 30), -1, cv2.LINE_AA)
        made.append(cv2.imencode(".jpg", image)[1].tobytes())
    return made


def _chunks(world: _World, ticks: Fraction, faces: list[tuple[Track, int]]) -> Iterator[ScanChunk]:
    """`faces`: gets the face tracks with their persons."""
    shots = world.shots()
    cast = world.persons_by_shot(len(shots))
    number = 0
    for at in range(0, len(shots), CHUNK_SHOTS):
        tracks: list[Track] = []
        crops: list[Crop] = []
        features: list[Feature] = []
        part = shots[at : at + CHUNK_SHOTS]
        for shot in part:
            for person in cast[shot.index]:
                track = world.track(number, shot, ticks)
                face, looks, pictures = world.features(track, person)
                tracks.append(track)
                faces.append((track, person))
                features += [face, looks]
                crops += pictures
                number += 1
                if number % 10 < 3:
                    tracks.append(world.body(number, track))
                    number += 1
        yield ScanChunk(part[-1].span.end, tuple(part), tuple(tracks), tuple(crops), tuple(features))


def make_project(folder: Path, size: Size | None = None) -> Path:
    """The project file in `folder`, beside its film; one that is there already is taken as it is."""
    size = size or Size()
    path, film = folder / "big.olat", folder / "big.mp4"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    make_film(film, size.hours)
    media = probe(film)
    key = stage_key(SCAN, CODE_VERSION, {"quality": "balanced"}, {})
    unfinished = path.with_suffix(".part.olat")
    with Project.create(unfinished) as project:
        record, _ = project.media.add(media)
        world, faces = _World(size), list[tuple[Track, int]]()
        for chunk in _chunks(world, media.clock.time_base, faces):
            project.scans.commit_scan_chunk(record.id, key, chunk)
        project.scans.finish_scan(record.id, key)
        turns, speaking = world.speech(faces)
        project.hearing.save(record.id, hearing_key(), turns)
        project.hearing.save_speaking(record.id, key, speaking_key(), speaking)
        project.captions.save(record.id, captions_key(), world.plates(faces))
    unfinished.rename(path)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tracks", type=int, default=Size.tracks)
    parser.add_argument("--persons", type=int, default=Size.persons)
    parser.add_argument("--shots", type=int, default=Size.shots)
    parser.add_argument("--hours", type=float, default=Size.hours)
    args = parser.parse_args()
    print(make_project(args.folder, Size(args.tracks, args.persons, args.shots, args.hours)))


if __name__ == "__main__":
    main()
