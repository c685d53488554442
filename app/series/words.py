"""The words of a report, in the user's language."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication


def report_words() -> Mapping[str, str]:
    """By the keys that `Everywhere.write_page` knows."""
    return {
        "title": tr("Screen time"),
        "all": tr("All videos"),
        "person": tr("Person"),
        "seen": tr("Seen"),
        "share": tr("Share"),
        "appearances": tr("Appearances"),
        "first": tr("First at"),
        "face": tr("Face"),
        "body": tr("Body"),
        "voice": tr("Voice"),
        "caption": tr("Caption"),
        "none": tr("Nobody was found."),
        "left out": tr("Left out"),
        "chart": tr("Seconds, by person and sense"),
    }


def tr(text: str) -> str:
    return QCoreApplication.translate("Series", text)
