"""The gallery: how often strangers are taken for somebody and known people are missed, and how fast large ones answer.

python benchmarks/gallery.py --open-set                      LFW at 100, 1,000 and nearly all identities
python benchmarks/gallery.py --open-set --fit                the same, and write engine/identify/open_set.toml
python benchmarks/gallery.py --scale 200000 --dimensions 128 512
python benchmarks/gallery.py --scale 5500000                 the full size

Bounds are fitted on one half of the persons and tried on the other, except where nearly all are enrolled. Queries are
photos that were not enrolled, as they are and degraded as films do. Synthetic faces spread as those of LFW do by SFace,
each query is another picture as alike as two photos of one person are there (`gallery_shape.py`), and one in ten is a
stranger's.
"""

import argparse
from pathlib import Path

import gallery_open_set
import gallery_scale
from gallery_faces import joined, read_faces
from gallery_shape import shape_of, write_shape
from lfw import DEFAULT_ZIP


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--open-set", action="store_true", help="rates of strangers accepted and known people missed")
    parser.add_argument("--fit", action="store_true", help="write the fitted bounds")
    parser.add_argument("--zip", type=Path, default=DEFAULT_ZIP, help="zip of PERSON/PHOTO.jpg files")
    parser.add_argument("--cache", type=Path, help="file that keeps the faces for the next run")
    parser.add_argument("--persons", type=int, help="only the first so many persons")
    parser.add_argument("--sizes", type=int, nargs="*", default=[100, 1000], help="galleries to try")
    parser.add_argument("--as-labelled", action="store_true", help="also with LFW's labels as they are")
    parser.add_argument("--rounds", type=int, default=20, help="random galleries for each size")
    parser.add_argument("--scale", type=int, nargs="+", default=[], help="synthetic galleries of so many vectors")
    parser.add_argument("--dimensions", type=int, nargs="+", default=[128, 512])
    parser.add_argument("--queries", type=int, default=2000, help="queries at each scale")
    parser.add_argument(
        "--folder", type=Path, help="where the large arrays lie meanwhile; default: for temporary files"
    )
    parser.add_argument("--shape", action="store_true", help="measure how LFW's faces lie, and write lfw_shape.json")
    args = parser.parse_args()
    if args.shape:
        faces = read_faces(args.zip, args.cache, persons=args.persons, per_person=3)
        photos = ~faces.shrunk
        vectors = gallery_open_set.model_vectors(faces, "sface")
        write_shape(shape_of(vectors[photos], faces.persons[photos]))
    if args.open_set or args.fit:
        faces = read_faces(args.zip, args.cache, persons=args.persons, per_person=3)
        if args.as_labelled:
            print("With the seven persons who stand under two names as strangers to themselves:")
            gallery_open_set.report(faces, args.sizes, args.rounds)
        faces = joined(faces, args.zip)
        if args.fit:
            gallery_open_set.write_table(faces)
        gallery_open_set.report(faces, args.sizes, args.rounds)
        for size in args.sizes:
            gallery_open_set.curve(faces, size, args.rounds)
    for total in args.scale:
        for dimensions in args.dimensions:
            gallery_scale.report(total, dimensions, args.queries, args.folder)


if __name__ == "__main__":
    main()
