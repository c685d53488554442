"""`onlylook evaluate`: judge embeddings, scores and lists by the protocols of the field."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.cli.screen import Screen
from engine.progress import Job
from engine.training.evaluate import protocols
from engine.training.evaluate.protocols import Verdict

EXAMPLES = """\
examples:
  onlylook evaluate scores scores.csv --plots plots/         ROC, DET, equal error rate, TAR at FAR
  onlylook evaluate vectors faces.npz                        the same over all pairs, rank-1, open set
  onlylook evaluate lfw --images lfw/ --pairs pairs.txt      ten folds, by a network of the catalogue
  onlylook evaluate ijbc --meta IJBC/meta --vectors v.npy    1:1 and 1:N
  onlylook evaluate icartoonface --info icartoonface_rectest_info.txt --vectors v.npy
  onlylook evaluate iqiyi --truth val_gt.txt --results results.txt
"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.epilog = EXAMPLES
    kinds = parser.add_subparsers(dest="protocol", metavar="PROTOCOL", required=True, title="protocols")
    scores = kinds.add_parser("scores", help="a table with columns score and same (1 or 0), such as of voices")
    scores.add_argument("table", type=Path, metavar="TABLE")
    vectors = kinds.add_parser("vectors", help="an .npz with vectors and labels (-1: a stranger)")
    vectors.add_argument("file", type=Path, metavar="FILE")
    lfw = kinds.add_parser("lfw", help="Labeled Faces in the Wild: accuracy over ten folds, TAR at FAR")
    lfw.add_argument("--images", type=Path, required=True, metavar="FOLDER")
    lfw.add_argument("--pairs", type=Path, required=True, metavar="FILE", help="pairs.txt")
    lfw.add_argument("--model", default="auto", metavar="NAME", help="auto, joined, or a face network of the catalogue")
    ijbc = kinds.add_parser("ijbc", help="IJB-C 1:1 and 1:N")
    ijbc.add_argument(
        "--meta", type=Path, required=True, metavar="FOLDER", help="holds ijbc_face_tid_mid.txt and so on"
    )
    ijbc.add_argument("--vectors", type=Path, required=True, metavar="FILE", help=".npy, one row for each picture")
    cartoon = kinds.add_parser("icartoonface", help="rank-1 with distractors")
    cartoon.add_argument("--info", type=Path, required=True, metavar="FILE", help="icartoonface_rectest_info.txt")
    cartoon.add_argument("--vectors", type=Path, required=True, metavar="FILE", help=".npy, one row for each picture")
    iqiyi = kinds.add_parser("iqiyi", help="iQIYI-VID: MAP at 100")
    iqiyi.add_argument(
        "--truth", type=Path, required=True, metavar="FILE", help="an identity and its videos in each line"
    )
    iqiyi.add_argument("--results", type=Path, required=True, metavar="FILE", help="the same, the likeliest first")
    claims = kinds.add_parser("claims", help="a table with columns probability and true: calibration error")
    claims.add_argument("table", type=Path, metavar="TABLE")
    clusters = kinds.add_parser("clusters", help="a table with columns cluster and identity: WCP and NMI")
    clusters.add_argument("table", type=Path, metavar="TABLE")
    for kind in kinds.choices.values():
        kind.add_argument("--plots", type=Path, metavar="FOLDER", help="draw ROC, DET or reliability as PNG there")
        kind.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="answer with JSON")
        kind.add_argument("-q", "--quiet", action="store_true", default=argparse.SUPPRESS, help="show no progress")
        kind.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    verdict = screen.run(_job(arguments))
    plots = protocols.drawn(verdict, arguments.plots) if arguments.plots else []
    lines = [f"{name:28s} {_text(value)}" for name, value in verdict.figures.items()]
    lines += [f"drawn: {path}" for path in plots]
    screen.answer("\n".join(lines), {"figures": _plain(verdict.figures), "plots": [str(path) for path in plots]})
    return 0


def _job(arguments: argparse.Namespace) -> Job[Verdict]:
    jobs = {
        "scores": lambda: protocols.scores(arguments.table),
        "vectors": lambda: protocols.vectors(arguments.file),
        "lfw": lambda: protocols.lfw(arguments.images, arguments.pairs, arguments.model),
        "ijbc": lambda: protocols.ijbc(arguments.meta, arguments.vectors),
        "icartoonface": lambda: protocols.icartoonface(arguments.info, arguments.vectors),
        "iqiyi": lambda: protocols.iqiyi(arguments.truth, arguments.results),
        "claims": lambda: protocols.claims(arguments.table),
        "clusters": lambda: protocols.clusters(arguments.table),
    }
    return jobs[arguments.protocol]()


def _text(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.4f}"


def _plain(figures: Mapping[str, float]) -> dict[str, Any]:
    return dict(figures)
