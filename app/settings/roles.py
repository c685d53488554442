"""What networks are for, in the user's language; the catalogue says it in English."""

from PySide6.QtCore import QCoreApplication

from app.settings.actions import QT_TRANSLATE_NOOP

ROLES: tuple[str, ...] = (
    QT_TRANSLATE_NOOP("Roles", "active speaker"),
    QT_TRANSLATE_NOOP("Roles", "attributes"),
    QT_TRANSLATE_NOOP("Roles", "caption detection"),
    QT_TRANSLATE_NOOP("Roles", "caption reading"),
    QT_TRANSLATE_NOOP("Roles", "clothes appearance"),
    QT_TRANSLATE_NOOP("Roles", "drawn pictures"),
    QT_TRANSLATE_NOOP("Roles", "expression"),
    QT_TRANSLATE_NOOP("Roles", "face detection"),
    QT_TRANSLATE_NOOP("Roles", "face embedding"),
    QT_TRANSLATE_NOOP("Roles", "face mesh"),
    QT_TRANSLATE_NOOP("Roles", "person detection"),
    QT_TRANSLATE_NOOP("Roles", "person re-identification"),
    QT_TRANSLATE_NOOP("Roles", "shot boundaries"),
    QT_TRANSLATE_NOOP("Roles", "speaker embedding"),
    QT_TRANSLATE_NOOP("Roles", "speaker segmentation"),
    QT_TRANSLATE_NOOP("Roles", "voice activity"),
)


def role_text(role: str) -> str:
    """A role that is not in the table stays as it is."""
    return QCoreApplication.translate("Roles", role)
