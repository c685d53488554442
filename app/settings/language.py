"""Put the window's texts, and Qt's own, into the user's language when the program starts."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

import assets
from app.settings.preferences import Language

OWN_NAMES: dict[Language, str] = {"en": "English", "zh_CN": "简体中文"}
"""How speakers of a language call it: nobody should need another language to find the own one."""


def language_of(choice: Language, locale: QLocale | None = None) -> Language:
    """ "en" or "zh_CN". `locale`: of the system."""
    if choice != "system":
        return choice
    system = locale or QLocale.system()
    # Readers of traditional characters read simplified ones more easily than English.
    return "zh_CN" if system.language() == QLocale.Language.Chinese else "en"


def install(app: QCoreApplication, choice: Language) -> list[QTranslator]:
    """Before the first widget is made. Returns what was installed, for whoever wants to take it out again."""
    language = language_of(choice)
    if language == "en":
        # Dialogs of Qt would else mix the system's language with ours.
        QLocale.setDefault(QLocale(QLocale.Language.English))
        return []
    QLocale.setDefault(QLocale(language))
    folders = {
        f"qtbase_{language}": QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath),
        f"onlylook_{language}": str(Path(assets.__file__).parent / "translations"),
    }
    found = []
    for name, folder in folders.items():
        translator = QTranslator(app)
        # By name: what is loaded from bytes would go on pointing at them.
        if translator.load(name, folder) and app.installTranslator(translator):
            found.append(translator)
    return found
