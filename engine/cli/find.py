"""`onlylook find`: every segment of somebody over all analysed videos."""

import argparse

from engine.cli.gallery_find import find_options, run_find
from engine.cli.screen import Screen


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = "onlylook find NAME [--in DIR|FILE...] [options]"
    find_options(parser)


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    return run_find(arguments, screen)
