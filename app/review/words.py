"""Say in words what is asked, and what speaks for a yes."""

from PySide6.QtCore import QCoreApplication

from app.session.questions import Asked
from app.widgets import clock_text

MUCH, ALIKE, DIFFER = 4.0, 1.0, -1.0
"""Nats."""
LOOKS = 0.7
NEAR = 2.0
"""A rival whose faces are fewer nats behind is worth a word."""


def question_text(asked: Asked) -> str:
    kind = asked.doubt.kind
    if kind == "whose":
        return tr("Is this {0}?").format(asked.name)
    if kind == "same":
        return tr("Are {0} and {1} the same person?").format(asked.other, asked.name)
    if kind == "split":
        return tr("Do all of these show one person, {0}?").format(asked.name)
    return tr("Is {0} to be seen here?").format(asked.name)


def reasons_text(asked: Asked) -> str:
    """Whole sentences, one after the other."""
    if asked.doubt.kind == "there":
        span = asked.doubt.span
        assert span is not None
        times = clock_text(span.start, 1), clock_text(span.end, 1)
        if not asked.doubt.others:
            return tr("From {0} to {1} only a body can be seen, and it may be somebody else's.").format(*times)
        return tr("From {0} to {1} the face can hardly be made out.").format(*times)
    sentences = [_faces(asked), _looks(asked.doubt.why.looks)]
    if asked.doubt.why.together:
        sentences.append(tr("Both are seen in one picture."))
    sentences.append(_flaws(asked))
    return " ".join(sentence for sentence in sentences if sentence)


def figures_text(asked: Asked) -> str:
    """The same in figures, for those who want them."""
    why, doubt = asked.doubt.why, asked.doubt
    if doubt.kind == "there":
        return tr("Yes is likely by {0}.").format(f"{doubt.chance:.0%}")
    together = tr("yes") if why.together else tr("no")
    return tr(
        "Faces {0} nats, hair and clothes {1} nats, seen in one picture: {2}. Yes is likely by {3}; {4} s hang on it."
    ).format(f"{why.face:+.1f}", f"{why.looks:+.1f}", together, f"{doubt.chance:.0%}", f"{doubt.seconds:.1f}")


def _faces(asked: Asked) -> str:
    why = asked.doubt.why
    if why.face > MUCH:
        text = tr("The faces are very much alike.")
    elif why.face > ALIKE:
        text = tr("The faces are alike.")
    elif why.face > DIFFER:
        text = tr("The faces are somewhat alike.")
    else:
        text = tr("The faces differ.")
    if asked.rival is None or why.rival is None or why.face - why.rival > NEAR:
        return text
    if why.rival > why.face:
        return text + " " + tr("{0} looks even more like it.").format(asked.rival)
    return text + " " + tr("{0} looks nearly as much like it.").format(asked.rival)


def _looks(nats: float) -> str:
    if nats > LOOKS:
        return tr("Hair and clothes match.")
    return tr("Hair and clothes differ.") if nats < -LOOKS else ""


def _flaws(asked: Asked) -> str:
    names = {"turned": tr("turned away"), "small": tr("small"), "blurred": tr("dark, blurred or covered")}
    found = [name for flaw, name in names.items() if flaw in asked.flaws]
    return tr("Poor picture: {0}.").format(", ".join(found)) if found else ""


def tr(text: str) -> str:
    return QCoreApplication.translate("Review", text)
