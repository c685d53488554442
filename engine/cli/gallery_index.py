"""`onlylook gallery index` and `onlylook gallery double`: keep a large gallery fast, and say who has a double."""

import argparse

from engine.cli.screen import Screen
from engine.errors import UserError
from engine.pipeline.enrolment import describe_anew
from engine.store.gallery import Gallery

MIB = 1 << 20


def index_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", help="only of this face model; default: of every one that has described faces")
    parser.add_argument("--anew", action="store_true", help="make it from the gallery even where it is up to date")
    parser.add_argument(
        "--describe", action="store_true",
        help="first describe the kept pictures by the present face model, where it has not seen them",
    )  # fmt: skip


def double_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--none", action="store_true", help="nobody looks the same after all")


def run_index(gallery: Gallery, arguments: argparse.Namespace, screen: Screen) -> int:
    """Bring the kept index of each model up to date; small galleries need none."""
    from engine.pipeline.gallery_index import indexing

    described = screen.run(describe_anew(gallery)) if arguments.describe else 0
    models = gallery.prototypes.models()
    if arguments.model is not None and arguments.model not in models:
        raise UserError(
            f"No face of the gallery is described by {arguments.model!r}.",
            f"Choose one of {', '.join(models) or 'none yet: put somebody in first'}.",
        )
    lines, facts = [f"{described} faces described anew."] if arguments.describe else [], []
    for model in models if arguments.model is None else (arguments.model,):
        one = screen.run(indexing(gallery, model, arguments.anew))
        where = f"{one.bytes / MIB:,.0f} MiB in {one.folder}" if one.kept else "searched exactly, which needs no index"
        lines.append(f"{model}: {one.faces:,} faces of {one.dimensions} numbers, {where}.")
        facts.append(
            {"model": model, "faces": one.faces, "dimensions": one.dimensions, "kept": one.kept, "bytes": one.bytes}
        )
    screen.answer("\n".join(lines) or "Nobody is in the gallery.", {"described": described, "indexes": facts})
    return 0


def run_double(gallery: Gallery, arguments: argparse.Namespace, screen: Screen) -> int:
    """Films propose somebody who has a double, and name nobody so by themselves."""
    one = gallery.identities.get(arguments.name)
    gallery.identities.set_double(one.id, not arguments.none)
    text = (
        f"Films name {one.name} by themselves again."
        if arguments.none
        else f"Somebody looks like {one.name}: films propose {one.name} from now on, and you decide."
    )
    screen.answer(text, {"name": one.name, "double": not arguments.none})
    return 0
