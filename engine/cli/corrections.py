"""`onlylook corrections`: list and search what was said of a film, take single things back, or say them again."""

import argparse

from engine.cli.film import columns, opened
from engine.cli.options import film_options
from engine.cli.screen import Screen
from engine.pipeline.adapted_faces import head_of, is_on, turn
from engine.pipeline.analysis import Film
from engine.pipeline.said import Said, explain, said_of, take_back


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = "onlylook corrections list|undo|redo|why|adapt VIDEO|PROJECT [NUMBER...] [options]"
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, title="actions")
    listing = actions.add_parser("list", help="what was said, by whom, when and why; taken-back things are marked")
    film_options(listing)
    listing.add_argument("words", nargs="*", metavar="WORD", help="only where each of these stands, in any case")
    for name, purpose in (("undo", "take single things back"), ("redo", "say them again")):
        changing = actions.add_parser(name, help=purpose)
        film_options(changing)
        changing.add_argument("numbers", nargs="+", type=int, metavar="NUMBER", help="as `list` shows them")
    reason = actions.add_parser("why", help="write down why something was said")
    film_options(reason)
    reason.add_argument("numbers", nargs=1, type=int, metavar="NUMBER")
    reason.add_argument("why", metavar="TEXT")
    adapting = actions.add_parser(
        "adapt", help="whether faces go through the head that `onlylook train head` learnt of what was said"
    )
    film_options(adapting)
    adapting.add_argument("switch", choices=("on", "off", "show"))
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="answer with JSON")
        action.add_argument("-q", "--quiet", action="store_true", default=argparse.SUPPRESS, help="show no progress")
        action.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    with opened(arguments, screen) as film:
        if arguments.action == "list":
            said = said_of(film, arguments.words)
            screen.answer(_table(said), {"corrections": [_facts(one) for one in said]})
        elif arguments.action == "adapt":
            _adapt(film, arguments, screen)
        elif arguments.action == "why":
            one = explain(film, arguments.numbers[0], arguments.why)
            screen.answer(_table((one,)), {"corrections": [_facts(one)]})
        else:
            _change(film, arguments, screen)
    return 0


def _change(film: Film, arguments: argparse.Namespace, screen: Screen) -> None:
    again = arguments.action == "redo"
    changed = take_back(film, arguments.numbers, again)
    word = "said again" if again else "taken back"
    lines = [f"{word.capitalize()}: {one.what}" for one in changed] or [f"Nothing was left to be {word}."]
    screen.answer("\n".join(lines), {"changed": [one.id for one in changed]})


def _adapt(film: Film, arguments: argparse.Namespace, screen: Screen) -> None:
    if arguments.switch != "show":
        turn(film.project, arguments.switch == "on")
    head = head_of(film)
    if head is not None:
        text = (
            f"Faces go through the head of this project: {head.after:.1%} of {head.tracks} tracks that were held back "
            f"are told right, {head.before:.1%} without it."
        )
    elif is_on(film.project):
        text = "No head that helps lies beside this project. `onlylook train head` learns one of what was said."
    else:
        text = "Faces are compared as the model describes them; `onlylook corrections adapt ... on` lets a head help."
    facts = None if head is None else {"before": head.before, "after": head.after, "tracks": head.tracks}
    screen.answer(text, {"on": is_on(film.project), "head": facts})


def _table(said: tuple[Said, ...]) -> str:
    if not said:
        return "Nothing of that was said."
    rows = [
        (
            str(one.id),
            one.when.astimezone().strftime("%Y-%m-%d %H:%M"),
            one.who,
            one.what if one.active else f"(taken back) {one.what}",
            one.why,
        )
        for one in said
    ]
    return columns([("NUMBER", "WHEN", "WHO", "WHAT", "WHY"), *rows], right={0})


def _facts(one: Said) -> dict[str, object]:
    span = one.correction.span
    return {
        "number": one.id,
        "when": one.when.isoformat(),
        "who": one.who,
        "why": one.why,
        "kind": one.correction.kind,
        "name": one.correction.name,
        "tracks": list(one.correction.tracks),
        "other_tracks": list(one.correction.other_tracks),
        "span_s": None if span is None else [float(span.start), float(span.end)],
        "active": one.active,
    }
