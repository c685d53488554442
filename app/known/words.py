"""Say what a deed on the gallery came to."""

from PySide6.QtCore import QCoreApplication

from app.session.known_people import Enrolled, Erased, Merged


def told_text(result: object) -> str:
    """For `KnownPeople.told`; "" where there is nothing to say."""
    if isinstance(result, Erased):
        return _erased(result)
    if isinstance(result, Merged):
        text = tr("{0} new, {1} known already, {2} faces put in.").format(
            len(result.added), len(result.joined), result.faces
        )
        return " ".join([text, *result.conflicts])
    if isinstance(result, Enrolled):
        text = tr("{0} people, {1} faces put in.").format(len(result.faces), sum(result.faces.values()))
        return " ".join([text, *result.warnings])
    if isinstance(result, int):
        return tr("Done: {0}.").format(result)
    return ""


def _erased(done: Erased) -> str:
    """The proof in words."""
    return tr(
        "{0} is erased: {1} faces of the gallery, {2} tracks in {3} projects, and the pictures kept to save time. "
        "The files were rebuilt, and what was erased was looked for in all their bytes: it is gone. "
        "Your films and photos are as they were."
    ).format(done.name, done.faces, done.tracks, len(done.projects))


def tr(text: str) -> str:
    return QCoreApplication.translate("Known", text)
