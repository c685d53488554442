"""`onlylook train`: teach a network on one's own pictures, projects or vectors."""

import argparse
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from engine.cli.screen import Screen
from engine.errors import ModelMissing

TARGETS = ("face", "cartoon", "fusion", "head")
EXAMPLES = """\
examples:
  onlylook train head --cast film.olat          adapt to one film by what you corrected in it, in minutes
  onlylook train face --config faces.toml       train a face network on folders of identities
  torchrun --nproc-per-node 4 -m engine.cli train face --config faces.toml

faces.toml:
  name = "my-faces"
  output = "runs/my-faces"
  [data]
  kind = "folder"                # also: records, icartoonface, projects, iqiyi, vectors
  path = "photos"                # one folder for each person
  strangers = "crowd"            # pictures without names, for unknown identity rejection
  [network]
  name = "mobilefacenet"         # also: ir18, ir50; for head: residual, linear; for fusion: attention, joined
  [loss]
  kind = "arcface"               # also: softmax, normface, sphereface, cosface
  rejection_weight = 0.1
  [run]
  steps = 20000
  batch = 128

A training that is stopped goes on when the same command is run again. The result is an ONNX file, a model card and a
curve in the output folder; it joins the catalogue of this machine unless the file says `register = false`.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.epilog = EXAMPLES
    parser.add_argument("target", choices=TARGETS, help="what is trained")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--config", type=Path, metavar="FILE", help="what to do, as TOML")
    source.add_argument("--cast", type=Path, metavar="PROJECT", help="head only: learn from this project's corrections")
    parser.add_argument("--fresh", action="store_true", help="begin anew where a training of that name was stopped")
    parser.add_argument("--seed", type=int, default=0, help="cast only: of what is random (default 0)")


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    if find_spec("torch") is None:
        raise ModelMissing(
            "PyTorch, which trains, is not installed.", 'Run `pip install "only-look-at-them[training]"`.'
        )
    return _cast(arguments, screen) if arguments.cast else _config(arguments, screen)


def _config(arguments: argparse.Namespace, screen: Screen) -> int:
    from engine.training.runs.config import read_config
    from engine.training.runs.loop import train
    from engine.training.runs.registered import check_name, registered

    config = read_config(arguments.config, arguments.target)
    check_name(config)
    result = screen.run(train(config, arguments.fresh))
    if result.network is None:
        # One of several processes; the first one speaks.
        return 0
    place = registered(config, result) if config.register else None
    lines = [f"{result.network} is trained; {result.card} says how well."]
    lines += [f"  {name}: {value:.4f}" for name, value in result.figures.items()]
    lines += [f"It is in the catalogue as {config.name}."] if place else []
    screen.answer(
        "\n".join(lines),
        {
            "network": str(result.network),
            "card": str(result.card),
            "figures": result.figures,
            "registered": bool(place),
            "losses": list(result.losses),
        },
    )
    return 0


def _cast(arguments: argparse.Namespace, screen: Screen) -> int:
    from engine.errors import UserError
    from engine.training.cast_head import adapt_to_cast

    if arguments.target != "head":
        raise UserError("--cast adapts a head only.", "Write `onlylook train head --cast PROJECT`.")
    result = screen.run(adapt_to_cast(arguments.cast, arguments.seed))
    words = f"{result.before:.1%} of held-back tracks were told right before, {result.after:.1%} are now"
    kept = "kept" if result.path else "not kept, since it is no better"
    document: dict[str, Any] = {
        "before": result.before,
        "after": result.after,
        "tracks": result.tracks,
        "head": str(result.path) if result.path else None,
    }
    screen.answer(f"{words}: the head is {kept}.", document)
    return 0
