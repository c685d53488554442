"""What commands over many films share: which films, and all names of a person."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from engine.errors import UserError
from engine.pipeline.across import videos_in
from engine.pipeline.galleries import gallery_if_on
from engine.pipeline.gallery_erase import projects_here


def several_films(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "films", nargs="*", type=Path, metavar="VIDEO|PROJECT|DIR",
        help="videos, projects, or folders of videos, in this order; default: everything analysed into the data folder",
    )  # fmt: skip


def each_film(paths: Sequence[Path]) -> list[Path]:
    """The videos and projects that are meant. Raises UserError where there are none."""
    found = videos_in(paths) if paths else projects_here()
    if not found:
        raise UserError("No video is analysed yet.", "Run `onlylook analyze VIDEO...` first.")
    return found


def names_of(name: str) -> tuple[str, ...]:
    """All that somebody is called in the gallery, or just the name where there is none."""
    with gallery_if_on() as gallery:
        if gallery is None or not gallery.identities.id_of(name):
            return (name,)
        one = gallery.identities.get(name)
        return (one.name, *one.aliases)
