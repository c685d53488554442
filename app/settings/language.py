"""Put the window's texts, and Qt's own, into the user's language when the program starts."""

from importlib.resources import files

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

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
    ours = files("assets").joinpath("translations", f"onlylook_{language}.qm").read_bytes()
    found = []
    qt = QTranslator(app)
    if qt.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        found.append(qt)
    own = QTranslator(app)
    if own.load(ours):
        found.append(own)
    for translator in found:
        app.installTranslator(translator)
    return found
