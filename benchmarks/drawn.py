"""Say how well drawn persons are found and told apart, and what it costs to ask whether a picture is drawn.

    python benchmarks/drawn.py [--home FOLDER]

Four parts: a film that the program draws, with its truth; two rendered films of the local test media (a girl and a
shaman to be found, animals that are nobody); characters by many hands, by method; the test of pictures on all clips.
Everything but the first needs ../shared. The fits saw the clips and characters of the last two parts: see
`benchmarks/fit_drawn.py` for the figures of what was left out.
"""

import argparse
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
from fit_drawn import SHARED, _frames, _is_drawn, _read
from numpy.typing import NDArray
from segments import _photos, _score_module, _truth, spans_of_cast

from assets.anime.film import AnimeClip, make_film
from engine.describe.drawn import drawn_head
from engine.describe.face import open_embedder
from engine.describe.hair_clothes import hair_clothes
from engine.detect.drawn_faces import DrawnLimits
from engine.detect.drawn_picture import DrawnPicture
from engine.errors import UserError
from engine.identify.calibration import face_calibration, mean_quality
from engine.identify.cluster import ClusterLimits, cluster
from engine.pipeline.analysis import Film, analyze
from engine.pipeline.cast import cast_of_film
from engine.pipeline.photos import PhotoReader, read_photos
from engine.progress import run
from engine.settings import AnalysisSettings
from engine.store.project import Project

Array = NDArray[Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="folder that keeps film and projects for the next run")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = args.home or Path(scratch)
        home.mkdir(parents=True, exist_ok=True)
        clip = make_film(home / "anime")
        if not (SHARED / "media").is_dir():
            print("The local test media are not here; only the drawn film is looked at.")
            _own_film(clip, home, None)
            return
        _own_film(clip, home, _score_module())
        _rendered(home, clip)
    _characters()
    _pictures()


# ---- films -----------------------------------------------------------------------------------------------------------


def _own_film(clip: AnimeClip, home: Path, score: Any) -> None:
    film = _film(clip.video, home)
    print("The film that the program draws")
    _tell_cast(film)
    if score is not None:
        photos = list(clip.photos.items())
        truth = score.read(clip.truth)
        _say("with a picture of each", score.score(truth, _found(film, photos), "names"))
        _say("without pictures, best pairing", score.score(truth, _found(film, None), "best"))


def _rendered(home: Path, clip: AnimeClip) -> None:
    score = _score_module()
    film = _film(SHARED / "media/clips/moviepy_sintel_trailer.mp4", home)
    photos = _photos("moviepy_sintel_trailer")
    print("A rendered film with people (Sintel)")
    _tell_cast(film)
    times = [14.5, 27.6, 13.0]
    report = score.score(_truth("moviepy_sintel_trailer", score), _found(film, photos), "names", times)
    _say("with references", report)
    absent = _found(film, list(clip.photos.items()))
    print(f"  pictures of four drawn people who are not in it: {sum(map(len, absent.values()))} rows (0 is right)")
    film = _film(SHARED / "media/clips/moviepy_bbb_0_30.webm", home)
    print("A rendered film with animals alone (Big Buck Bunny): persons told apart (none is right)")
    _tell_cast(film)


def _film(video: Path, home: Path) -> Film:
    return run(analyze(Project.open_or_create(home / f"{video.stem}.olat"), video, AnalysisSettings()))


def _tell_cast(film: Film) -> None:
    cast = cast_of_film(film)
    told = [f"{p.kind} {float(cast.screen_time(p)):.1f} s" for p in cast.persons if p.known]
    print(f"  persons: {', '.join(told) or 'none'}")


def _say(words: str, report: Mapping[str, Any]) -> None:
    people = ", ".join(f"{name} {values[2]:.3f}" for name, values in report["seen"]["people"].items())
    print(f"  {words}: seen F1 {report['seen']['mean'][2]:.3f} ({people}); face F1 {report['face']['mean'][2]:.3f}")


def _found(film: Film, photos: Sequence[tuple[str, Path]] | None) -> dict[tuple[str, str], list[tuple[float, float]]]:
    named = read_photos(photos, PhotoReader.open(open_embedder("auto"))).faces if photos is not None else None
    return spans_of_cast(film, named)


# ---- characters ------------------------------------------------------------------------------------------------------


def _characters() -> None:
    """Rank 1 and cluster purity of the pictures of seven characters in which a face is found."""
    reader = PhotoReader.open(open_embedder("auto", "cpu", 1), "cpu")
    faces, labels, pictures = [], [], 0
    for folder in sorted((SHARED / "media/cartoon").glob("*/*")):
        for path in sorted(folder.iterdir()):
            pictures += 1
            try:
                faces.append(reader.face_in(_read(path), path))
            except UserError:
                continue
            labels.append(folder.name)
    print(f"Characters by many hands: a face is found in {len(faces)} of {pictures} pictures")
    who = np.array(labels)
    generic = np.stack([face.vector for face in faces])
    colour = np.stack([hair_clothes(face.chip.image) for face in faces])
    heads = np.stack([drawn_head(face.chip.image, face.vector, "joined") for face in faces])
    for name, vectors in (("generic net", generic), ("colour", colour), ("both, untinted", heads)):
        print(
            f"  {name:15s} rank 1 {_rank_one(vectors, who):.3f}, purity of as many clusters {_purity(vectors, who):.3f}"
        )
    taken = np.mean([face.head is not None for face in faces])
    print(f"  taken for drawn: {taken:.3f}")
    calibration = face_calibration("joined").drawn
    assert calibration is not None
    qualities = np.array([face.quality for face in faces], np.float32)
    nats = calibration.nats(heads @ heads.T, mean_quality(qualities, qualities))
    groups = cluster(nats, np.maximum(qualities, 1e-3), np.zeros(nats.shape, bool), limits=ClusterLimits(1.0))
    pure = sum(int(np.unique(who[group], return_counts=True)[1].max()) for group in groups) / len(who)
    print(f"  grouped as a film's tracks are: {len(groups)} groups, purity {pure:.3f}")


def _rank_one(vectors: Array, who: Array) -> float:
    """Mean over the characters of the share whose nearest other picture shows the same one."""
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -2)
    right = who[likeness.argmax(axis=1)] == who
    return float(np.mean([right[who == one].mean() for one in np.unique(who)]))


def _purity(vectors: Array, who: Array) -> float:
    """Of average linkage, stopped at as many clusters as there are characters."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import pdist

    groups = fcluster(linkage(pdist(vectors, "cosine"), "average"), len(np.unique(who)), "maxclust")
    return sum(int(np.unique(who[groups == g], return_counts=True)[1].max()) for g in np.unique(groups)) / len(who)


# ---- pictures --------------------------------------------------------------------------------------------------------


def _pictures() -> None:
    tool = DrawnPicture.open_if_there("cpu", 1)
    assert tool is not None
    limits = DrawnLimits()
    print("Share of pictures in which drawn faces are sought, and of those taken for surely drawn")
    for path in sorted((SHARED / "media/clips").iterdir()):
        nats = np.array([tool.nats(image) for image in _frames(path)])
        shares = f"{np.mean(nats >= limits.looked_at):.2f} {np.mean(nats >= limits.surely_drawn):.2f}"
        print(f"  {'drawn' if _is_drawn(path.stem) else 'real':5s} {path.stem:30s} {shares}")
    _cost(tool)


def _cost(tool: DrawnPicture) -> None:
    """Processor time of the test over that of decoding the frames between two looks; medians of five."""
    path = SHARED / "media/clips/ft_simon_easy1.mp4"
    looks_each_s, ratios = 5, []
    for _ in range(5):
        begun, images = time.process_time(), []
        with av.open(str(path)) as container:
            for number, frame in enumerate(container.decode(video=0)):
                if number % 10 == 0:
                    images.append(frame)
                if number == 200:
                    break
            rate = float(container.streams.video[0].average_rate or 25)
        decoding = (time.process_time() - begun) / 201 * rate
        small = [frame.reformat(width=480, height=270, format="rgb24").to_ndarray() for frame in images]
        begun = time.process_time()
        for image in small:
            tool.nats(image)
        ratios.append((time.process_time() - begun) / len(small) * looks_each_s / decoding)
    print(f"Cost of the test over that of decoding, 1080p: {np.median(ratios):.4f}")


if __name__ == "__main__":
    main()
