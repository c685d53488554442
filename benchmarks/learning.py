"""What learning earns: rejection of strangers, margins, attention over modalities, compression; each over several
seeds.

    python benchmarks/learning.py uir --cache lfw.npz
    python benchmarks/learning.py margins --cache lfw.npz --cartoons FOLDER
    python benchmarks/learning.py attention --faces faces.npz --speech FOLDER
    python benchmarks/learning.py compression --cache crops.npz --student student.pt

Without a cache the LFW photos are described anew, which takes minutes.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import torch
from learning_heads import OPEN_SET, report_open_set
from learning_margins import report_margins
from lfw import DEFAULT_ZIP, Conditions, face_set

SEEDS = 5


def uir(args: argparse.Namespace) -> None:
    """Heads on frozen LFW embeddings, with and without unlabelled strangers; unseen strangers are what counts."""
    faces = face_set(args, Conditions())
    for variant in args.variants:
        report_open_set(variant, faces.vectors[variant], faces.identities, args.seeds, args.steps)
    print(OPEN_SET)


def margins(args: argparse.Namespace) -> None:
    faces = face_set(args, Conditions())
    for variant in args.variants:
        report_margins(variant, faces.vectors[variant], faces.identities, args)


def attention(args: argparse.Namespace) -> None:
    from learning_fusion import report_attention

    report_attention(args)


def compression(args: argparse.Namespace) -> None:
    from learning_compression import report_compression

    report_compression(args)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", choices=("uir", "margins", "attention", "compression"))
    parser.add_argument("--zip", type=Path, default=DEFAULT_ZIP, help="zip of PERSON/PHOTO.jpg files")
    parser.add_argument("--photos", type=int, help="use only the first so many photos")
    parser.add_argument("--cache", type=Path, help="file that keeps the vectors for the next run")
    parser.add_argument("--variants", nargs="+", default=["sface", "dlib"], help="embeddings to learn on")
    parser.add_argument("--cartoons", type=Path, help="folder of characters' folders of pictures")
    parser.add_argument("--faces", type=Path, help="attention: file that keeps faces as photos and as films show them")
    parser.add_argument("--speech", type=Path, help="folder of speakers' folders of recordings")
    parser.add_argument("--student", type=Path, help="network that `compression` made before")
    parser.add_argument("--lessons", type=int, default=4, help="epochs that the student is taught")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--steps", type=int, default=400)
    args = parser.parse_args()
    torch.set_num_threads(1)
    tables: dict[str, Callable[[argparse.Namespace], None]] = {
        "uir": uir,
        "margins": margins,
        "attention": attention,
        "compression": compression,
    }
    tables[args.table](args)


if __name__ == "__main__":
    main()
