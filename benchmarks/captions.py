"""Print how many lines of text that a person read in the local clips are found, and which names plates propose.

    python benchmarks/captions.py

Needs the local test media in ../shared. A line counts as read if a caption at its time has the same letters and digits,
or all but one in five of them.
"""

import sys
import tempfile
import time
from difflib import SequenceMatcher
from pathlib import Path

from engine.errors import UserError
from engine.pipeline.analysis import Film, analyze
from engine.pipeline.captions import name_proposals, read_captions
from engine.pipeline.cast import cast_of_film
from engine.progress import run
from engine.store.project import Project
from engine.types import Caption

SHARED = Path(__file__).resolve().parents[2] / "shared"
ENOUGH = 0.8

# Clip, seconds at which the line was seen, whether it was set over the picture or belongs to the scene, words.
LINES = """
moviepy_sintel_trailer.mp4|10|caption|THE BLENDER FOUNDATION
moviepy_sintel_trailer.mp4|10|caption|presents
moviepy_sintel_trailer.mp4|44|caption|SINTEL
moviepy_sintel_trailer.mp4|50|caption|BLENDER FOUNDATION PRESENTS
moviepy_sintel_trailer.mp4|50|caption|THE DURIAN OPEN MOVIE PROJECT
moviepy_sintel_trailer.mp4|50|caption|SINTEL
moviepy_sintel_trailer.mp4|50|caption|HALINA REIJN - THOM HOFFMAN
moviepy_sintel_trailer.mp4|50|caption|REALIZED WITH THE SUPPORT OF:
moviepy_sintel_trailer.mp4|50|caption|BLENDER FOUNDATION - THE NETHERLANDS FILM FUND - CINEGRID
moviepy_sintel_trailer.mp4|50|caption|DIVX - JAN MORGENSTERN
moviepy_sintel_trailer.mp4|50|caption|PRODUCED BY BLENDER INSTITUTE, AMSTERDAM
moviepy_sintel_trailer.mp4|50|caption|CREATED WITH THE FREE/OPEN SOURCE PROGRAM BLENDER
moviepy_sintel_trailer.mp4|50|caption|(CC) CREATIVE COMMONS ATTRIBUTION 3.0
moviepy_sintel_trailer.mp4|50|caption|http://durian.blender.org
moviepy_bbb_0_30.webm|21|caption|THE PEACH OPEN MOVIE PROJECT
moviepy_bbb_0_30.webm|21|caption|PRESENTS
moviepy_bbb_0_30.webm|27|caption|Big Buck
moviepy_bbb_0_30.webm|27|caption|BUNNY
avi_hyland2.mp4|16|caption|Mike Tirico
avi_hyland2.mp4|16|caption|Sportscaster | NBC
avi_hyland2.mp4|40|caption|Stefan Schauffele
avi_hyland2.mp4|79|caption|Hyland
avi_hyland2.mp4|79|caption|Learn more at Hyland.com/Xfactor
avi_testvideo.mp4|3|caption|Hyland
avi_testvideo.mp4|3|caption|creator of OnBase
avi_testvideo.mp4|56|caption|Hyland
avi_testvideo.mp4|56|caption|creator of OnBase
avi_testvideo.mp4|12|scene|We deliver configurable business solutions
avi_testvideo.mp4|12|scene|that are intuitive to use.
avi_testvideo.mp4|12|scene|Our customers are our partners.
avi_testvideo.mp4|12|scene|Our employees are our family.
avi_testvideo.mp4|12|scene|We are motivated people passionately dedicated
avi_testvideo.mp4|12|scene|to the success of the company.
avi_hyland2.mp4|10|scene|XANDER
avi_hyland2.mp4|10|scene|SCHAUFFELE
psd_goldeneye-vfr-drop3.mp4|3|scene|PREFS
psd_goldeneye-vfr-drop3.mp4|3|scene|B/BOARD
psd_goldeneye-vfr-drop3.mp4|3|scene|NATALYA
psd_goldeneye-vfr-drop3.mp4|3|scene|LUKE
psd_goldeneye-vfr-drop3.mp4|3|scene|OFFLINE
psd_goldeneye-vfr-drop3.mp4|3|scene|MESSAGE
psd_goldeneye-vfr-drop3.mp4|3|scene|Send Spike
psd_goldeneye-vfr-drop3.mp4|6|scene|Initiate Searc
"""
PLATES = {"avi_hyland2": {"Mike Tirico", "Stefan Schauffele"}}
WITH_FACES = (
    "avi_hyland2.mp4", "avi_friends.mp4", "avi_herapheri.mp4", "ghost_dirtydancing.mp4", "visualvoice_interview.mp4",
    "ft_simon_easy1.mp4", "facenetpytorch_video.mp4", "avi_testvideo.mp4", "psd_goldeneye-vfr-drop3.mp4",
)  # fmt: skip


def main() -> None:
    if not (SHARED / "media").is_dir():
        sys.exit("This benchmark needs the local test media in ../shared.")
    lines = [line.split("|", 3) for line in LINES.strip().splitlines()]
    with tempfile.TemporaryDirectory() as scratch:
        films = {name: _film(name, Path(scratch)) for name in dict.fromkeys([*WITH_FACES, *(row[0] for row in lines)])}
        captions: dict[str, tuple[Caption, ...]] = {}
        spent = length = 0.0
        for name, film in films.items():
            started = time.monotonic()
            captions[name] = run(read_captions(film))
            spent += time.monotonic() - started
            length += float(film.media.duration)
        for kind, text in (("caption", "over the picture"), ("scene", "in the scene")):
            _print_recall(text, [row for row in lines if row[2] == kind], captions)
        _print_plates(films, captions)
        print(f"Reading takes {spent / length:.3f} s for a second of film, its own decoding included.")


def _film(name: str, scratch: Path) -> Film:
    project = Project.create(scratch / f"{name}.olat")
    return run(analyze(project, SHARED / "media" / "clips" / name))


def _print_recall(text: str, rows: list[list[str]], captions: dict[str, tuple[Caption, ...]]) -> None:
    missed = [row for row in rows if not _is_read(row, captions[row[0]])]
    print(f"Lines {text}: {len(rows) - len(missed)} of {len(rows)} read")
    for clip, at, _, words in missed:
        near = [one.text for one in captions[clip] if one.span.start <= int(at) + 1 and one.span.end >= int(at) - 1]
        print(f"    missed: {words!r} in {clip} at {at} s; read there: {near}")


def _is_read(row: list[str], captions: tuple[Caption, ...]) -> bool:
    at, wanted = int(row[1]), _plain(row[3])
    there = [_plain(one.text) for one in captions if one.span.start <= at + 1 and one.span.end >= at - 1]
    return any(SequenceMatcher(None, wanted, text, autojunk=False).ratio() >= ENOUGH for text in there)


def _print_plates(films: dict[str, Film], captions: dict[str, tuple[Caption, ...]]) -> None:
    right = wrong = 0
    for name in WITH_FACES:
        film = films[name]
        found = {one.name for one in name_proposals(film, cast_of_film(film), captions[name])}
        wanted = PLATES.get(Path(name).stem, set())
        right += len(found & wanted)
        wrong += len(found - wanted)
        if found - wanted:
            print(f"    wrong in {name}: {found - wanted}")
    print(f"Name plates: {right} of {sum(map(len, PLATES.values()))} proposed, {wrong} wrong, {len(WITH_FACES)} clips")


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        sys.exit(str(error))
