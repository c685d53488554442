"""`onlylook models`: list, fetch, verify and locate the networks."""

import argparse
from collections.abc import Sequence
from typing import Any

from engine.cli.film import columns
from engine.cli.screen import Screen
from engine.errors import ModelMissing
from engine.models.catalog import find
from engine.models.fetch import fetch
from engine.models.folders import model_folders
from engine.models.inventory import ModelRow, rows, verify


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, title="actions")
    actions.add_parser("list", help="all models: role, licence, whether they are here")
    where = actions.add_parser("where", help="which file of each model is in use, and where weights are looked for")
    where.add_argument("names", nargs="*", metavar="NAME")
    checking = actions.add_parser("verify", help="read every file that is here and compare its sha256")
    checking.add_argument("names", nargs="*", metavar="NAME")
    fetching = actions.add_parser("fetch", help="download models; nothing is ever downloaded unasked")
    fetching.add_argument("names", nargs="+", metavar="NAME")
    fetching.add_argument("--accept-licence", action="store_true", help="also a licence that forbids commercial use")
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="answer with JSON")
        action.add_argument("-q", "--quiet", action="store_true", default=argparse.SUPPRESS, help="show no progress")
        action.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    action = {"list": _list, "where": _where, "verify": _verify, "fetch": _fetch}[arguments.action]
    return action(arguments, screen)


def _list(arguments: argparse.Namespace, screen: Screen) -> int:
    known = rows()
    table = [("NAME", "ROLE", "HERE", "LICENCE", "COMMERCIAL USE")]
    table += [
        (row.spec.name, row.spec.role, _state(row), row.spec.licence, "yes" if row.spec.commercial else "no")
        for row in known
    ]
    note = "* belongs to the defaults; `onlylook models where NAME` says how to get what is missing."
    screen.answer(f"{columns(table)}\n{note}", {"models": [_facts(row) for row in known]})
    return 0


def _state(row: ModelRow) -> str:
    words = {"here": "yes", "missing": "no", "changed": "changed"}[row.state]
    return f"{words} *" if row.spec.default else words


def _where(arguments: argparse.Namespace, screen: Screen) -> int:
    known = _named(rows(), arguments.names)
    folders = model_folders()
    lines = []
    for row in known:
        lines.append(f"{row.spec.name}: {row.path or 'not here'}")
        if row.converted:
            lines.append(f"  converted: {row.converted}")
        if row.next_step:
            lines.append(f"  {row.next_step}")
    places = {
        "downloaded": str(folders.downloaded),
        "converted": str(folders.converted),
        "local": [str(folder) for folder in folders.local],
    }
    lines += [f"downloads go to {places['downloaded']}", f"converted files lie in {places['converted']}"]
    lines += [f"your own folder {folder}" for folder in places["local"]]
    screen.answer("\n".join(lines), {"models": [_facts(row) for row in known], "folders": places})
    return 0


def _verify(arguments: argparse.Namespace, screen: Screen) -> int:
    checked = _named(screen.run(verify()), arguments.names)
    lines = [f"{row.spec.name}: {'right' if row.state == 'here' else row.next_step} ({row.path})" for row in checked]
    screen.answer("\n".join(lines) or "No model is here.", {"models": [_facts(row) for row in checked]})
    return 0 if all(row.state == "here" for row in checked) else ModelMissing.exit_code


def _fetch(arguments: argparse.Namespace, screen: Screen) -> int:
    paths = {
        name: str(screen.run(fetch(find(name), accept_licence=arguments.accept_licence))) for name in arguments.names
    }
    screen.answer("\n".join(f"{name}: {path}" for name, path in paths.items()), {"fetched": paths})
    return 0


def _named(known: Sequence[ModelRow], names: Sequence[str]) -> list[ModelRow]:
    """Those of the given names, all where none is given. Raises ModelMissing for a name that there is not."""
    wanted = {find(name).name for name in names}
    return [row for row in known if not wanted or row.spec.name in wanted]


def _facts(row: ModelRow) -> dict[str, Any]:
    return {
        "name": row.spec.name,
        "role": row.spec.role,
        "default": row.spec.default,
        "state": row.state,
        "path": str(row.path) if row.path else None,
        "converted": str(row.converted) if row.converted else None,
        "licence": row.spec.licence,
        "commercial": row.spec.commercial,
        "bytes": row.spec.bytes,
        "sha256": row.spec.sha256,
        "next_step": row.next_step,
    }
