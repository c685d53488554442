"""Show the whole program on the demo film, and hold what it finds against the truth."""

import argparse
import csv
import hashlib
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import av

from assets.demo.film import DemoClip, clip_in, make_demo
from assets.demo.score import f1
from assets.demo.truth import Row
from engine.cli.film import cast_table
from engine.cli.screen import Screen
from engine.errors import UserError
from engine.export.encode_settings import CutOptions
from engine.export.video import CutReport
from engine.pipeline.analysis import Film
from engine.pipeline.cast import cast_of_film
from engine.pipeline.cut import cut_segments
from engine.pipeline.films import Request, open_film
from engine.pipeline.sought import seek
from engine.settings import EVIDENCE, Rules
from engine.timebase import seconds
from engine.types import Segment

FOLDER: Final = Path("demo")
HEROINE: Final = "ada"
LEAST_F1: Final = 0.95
FAILED: Final = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0, or 1 where the score is too low or the cut is not what it should be."""
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="where to write; default: demo, here")
    folder = parser.parse_args(arguments).folder
    screen = Screen()
    try:
        clip = _drawn(folder, screen)
        film = screen.run(open_film(Request(clip.video, project=folder / "demo.olat")))
    except UserError as error:
        print(f"demo: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("\nStopped. The next run goes on from here.", file=sys.stderr)
        return 130
    with film.project:
        print(f"\nWho is in {film.media.path}, found without any help:\n{cast_table(film, cast_of_film(film))}\n")
        cut_is_right = _cut(film, clip, folder, screen)
        mean = _score(film, clip)
    if mean < LEAST_F1:
        print(f"That is below {LEAST_F1}: something is wrong with this installation or with the program.")
    if not (cut_is_right and mean >= LEAST_F1):
        return FAILED
    print(f"\nNow with a film of your own: {Path(sys.executable).with_name('onlylook')} people FILM")
    return 0


def _drawn(folder: Path, screen: Screen) -> DemoClip:
    """The film and its truth; drawn anew unless the very same program has drawn what is there."""
    stamp, drawer = folder / "drawn-by", program()
    clip = clip_in(folder)
    files = (clip.video, clip.truth, *clip.photos.values())
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == drawer and all(path.is_file() for path in files):
        print(f"The film in {folder} was drawn before.")
        return clip
    print(f"Drawing a film into {folder} ...", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    clip = screen.run(make_demo(folder))
    stamp.write_text(drawer, encoding="utf-8")
    return clip


def program() -> str:
    """A digest of the code that draws."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _cut(film: Film, clip: DemoClip, folder: Path, screen: Screen) -> bool:
    """Cut one person out by her photo, and count the frames of the file. Returns whether they are those planned."""
    photo = clip.photos[HEROINE]
    segments = seek(film, photos=[(HEROINE, photo)]).segments(Rules())
    target = folder / f"{HEROINE}.mp4"
    options = CutOptions(round_to_frames=True)
    report: CutReport = screen.run(cut_segments(film.media, segments, target, "smart", options))
    found = _frames_in(target)
    print(
        f"Cut {HEROINE} out by the photo {photo}: {target}, {len(segments)} segments, {report.frames} frames "
        f"({report.frames_copied} copied as they are, {report.frames_encoded} encoded)"
    )
    if found != report.frames:
        print(f"But the file holds {found} frames.")
    return found == report.frames


def _frames_in(video: Path) -> int:
    """The pictures that come out of the file when all of it is decoded."""
    with av.open(str(video)) as container:
        return sum(1 for _ in container.decode(video=0))


def _score(film: Film, clip: DemoClip) -> float:
    """Print how well each person with a photo was found; returns the mean F1 of the face."""
    people = sorted(clip.photos)
    found = seek(film, photos=[(name, clip.photos[name]) for name in people]).rows(EVIDENCE)
    scores = f1(_truth(clip.truth), _claims(found), people, "face", film.media.duration)
    for name, score in scores.items():
        print(f"  {name}: F1 {score:.3f}")
    mean = sum(scores.values()) / len(scores)
    print(f"F1 {mean:.3f}")
    return mean


def _truth(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(row["person_label"], row["modality"], seconds(row["start_s"]), seconds(row["end_s"]))
            for row in csv.DictReader(file)
        ]


def _claims(found: Iterable[Segment]) -> list[Row]:
    return [Row(row.person, modality, row.span.start, row.span.end) for row in found for modality in row.modalities]


if __name__ == "__main__":
    sys.exit(main())
