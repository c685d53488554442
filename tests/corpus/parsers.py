"""Every reader of a file format that is ours to parse, with whole samples to break; and the way of breaking them."""

import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from engine.edit.edit_list import EvenEdges
from engine.export.annotation import Annotation, NamedTrack
from engine.export.annotations import ANNOTATIONS, read_annotation, write_annotation
from engine.media.probe import probe
from engine.media.subtitles import sidecar_cues
from engine.pipeline.analysis import load_film
from engine.pipeline.cast import cast_of_film
from engine.pipeline.gallery_files import import_gallery
from engine.pipeline.photos import read_picture
from engine.store.gallery import Gallery
from engine.store.project import Project
from engine.store.prototypes import Described, Source
from engine.timebase import Span
from engine.types import Segment, Track
from tests.corpus.odd import png_bomb
from tests.corpus.seeds import SEEDS, draw

EDGES = EvenEdges(Fraction(0), Fraction(25), 250)
# What broke readers of such formats before: numbers at the edges of what fits, scripts, entities, other encodings.
PIECES = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n", b"-1", b"1e999", b"NaN", b"Infinity", b"9" * 40, b"0/0",
    b'"', b"<!--", b"<![CDATA[", b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>', b"&a;&a;", b"{", b"[" * 200, b"\\u0000",
    b"../../etc/passwd", b"=cmd|' /C calc'!A0", "\u202e\U0001f600".encode(), b"\xed\xa0\x80", b"-->", b"00:00:99,999",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parser:
    """`samples`: whole files by name; `read`: reads one, and does with what came what the program does."""

    name: str
    samples: tuple[Path, ...]
    read: Callable[[Path], object]


def parsers(folder: Path, project: Path | None = None) -> Iterator[Parser]:
    """All of them, with samples written into `folder`. `project`: an analysed one, to be broken as well."""
    yield Parser("captions", tuple(_captions(folder)), sidecar_cues)
    yield Parser("annotations", tuple(_annotations(folder)), lambda path: read_annotation(path, EDGES))
    yield Parser("pictures", (_written(folder / "bomb.png", png_bomb(2000)),), read_picture)
    yield Parser("galleries", (_gallery(folder / "sample.olag"),), lambda path: _take_in(path, folder))
    yield Parser("projects", (project or _project(folder),), _open)


def broken(data: bytes, chance: random.Random) -> bytes:
    """`data` with one to eight changes: bits, pieces put in, parts taken out, doubled or moved, the end cut off."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(changed) + 1)
        length = chance.choice((1, 2, 8, 64, 1000))
        match chance.randrange(6):
            case 0 if place < len(changed):
                changed[place] ^= 1 << chance.randrange(8)
            case 1:
                changed[place:place] = chance.choice(PIECES)
            case 2:
                del changed[place : place + length]
            case 3:
                changed[place:place] = changed[place : place + length] * chance.randint(1, 4)
            case 4:
                changed[place : place + length] = chance.randbytes(length)
            case _ if chance.random() < 0.2:
                del changed[place:]
    return bytes(changed)


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _captions(folder: Path) -> Iterator[Path]:
    srt = "1\n00:00:01,000 --> 00:00:02,500\n<i>Hello</i>, \u4f60\u597d\n\n2\n00:00:03,000 --> 00:00:04,000\nBye\n\n"
    vtt = (
        "WEBVTT\n\nNOTE none\n\n1\n00:01.000 --> 00:02.500 align:start\n<v Ada>Hello\n\n00:03.000 --> 00:04.000\nBye\n"
    )
    ass = (
        "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname\nStyle: Default,Arial\n\n[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Dialogue: 0,0:00:01.00,0:00:02.50,Default,Ada,0,0,0,,{\\i1}Hello\\NBye\n"
    )
    for suffix, text in ((".srt", srt), (".vtt", vtt), (".ass", ass)):
        for encoding in ("utf-8-sig", "utf-16", "gb18030", "latin-1"):
            data = text.encode(encoding, "replace")
            yield _written(folder / f"sample-{encoding}{suffix}", data)


def _annotations(folder: Path) -> Iterator[Path]:
    film = probe(draw(folder / "seed.mp4", SEEDS["silent.mp4"]))
    span = Span(EDGES[0], EDGES[50])
    rows = tuple(Segment("Ada <&> Co", span, 0.9, frozenset({sense})) for sense in ("face", "voice"))
    boxes = np.array([[1, 2, 30, 40]] * 3, np.float32)
    stamps, scores = np.array([0, 20, 49], np.int64), np.ones(3, np.float32)
    track = Track(0, "face", 0, span, stamps, boxes, scores, np.zeros((3, 5, 2), np.float32))
    whole = Annotation(replace(film, path=Path("/films/a.mp4")), EDGES, rows, (NamedTrack("Ada", track, (span,)),))
    for name, form in ANNOTATIONS.items():
        target = folder / f"sample{form.suffix}"
        write_annotation(whole, name, target)
        yield target


def _gallery(path: Path) -> Path:
    chance = np.random.default_rng(1)
    with Gallery.create(path) as gallery:
        for name in string.ascii_lowercase[:5]:
            number = gallery.identities.add(name, f"notes on {name}")
            vector = chance.standard_normal(128).astype(np.float32)
            described = Described(vector / np.linalg.norm(vector), 0.9)
            gallery.prototypes.add(number, Source("photo", Path(f"{name}.jpg")), name.encode(), {"sface": described})
    return path


def _take_in(path: Path, folder: Path) -> None:
    target = folder / "taken.olag"
    target.unlink(missing_ok=True)
    with Gallery.create(target) as gallery:
        import_gallery(gallery, path)


def _project(folder: Path) -> Path:
    film = probe(folder / "seed.mp4")
    with Project.create(folder / "sample.olat") as project:
        project.media.add(film)
    return folder / "sample.olat"


def _open(path: Path) -> None:
    with Project.open(path, read_only=True) as project:
        for record in project.media.all():
            project.corrections.all(record.id)
            cast_of_film(load_film(project, record.id))
