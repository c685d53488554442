"""What a click on somebody in the picture makes of the choice of persons."""

from app.commands import Choice
from app.session import Card


def picked(before: Choice, card: Card, adding: bool) -> Choice:
    """That person alone; `adding`: with those chosen before, or without, where the person was among them."""
    if not adding:
        return Choice((card.anchor,), before.combination)
    others = tuple(anchor for anchor in before.anchors if anchor not in card.tracks)
    is_chosen = len(others) < len(before.anchors)
    return Choice(others if is_chosen else (*others, card.anchor), before.combination)
