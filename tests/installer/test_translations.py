"""Translations: whole, compiled, and read by the window; and the script that says so does say it."""

import textwrap
from pathlib import Path

import pytest

from installer.translations import FOLDER, compile_to, complaints, texts, translation_files, update

SOURCE = """
from PySide6.QtCore import QObject

class Door(QObject):
    def words(self) -> str:
        return self.tr("Open {0}…")
"""


def test_every_text_of_the_window_has_its_translation() -> None:
    assert [file.name for file in translation_files()] == ["onlylook_zh_CN.ts"]
    for file in translation_files():
        assert complaints(file) == [], "python installer/translations.py update, translate, compile"


def test_compiled_translations_are_those_of_the_source(tmp_path: Path) -> None:
    for file in translation_files():
        compile_to(file, tmp_path / "fresh.qm")
        fresh, kept = (tmp_path / "fresh.qm").read_bytes(), file.with_suffix(".qm").read_bytes()
        assert fresh == kept, "python installer/translations.py compile"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A translation file of a program with one text."""
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "door.py").write_text(SOURCE, "utf-8")
    file = tmp_path / "draft_zh_CN.ts"
    file.write_text(
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE TS><TS version="2.1" language="zh_CN"></TS>', "utf-8"
    )
    update(file, tmp_path / "code")
    return file


@pytest.mark.parametrize(
    ("translation", "complaint"),
    [
        ("", "has no translation"),
        ("打开…", "has other values in its translation"),
        ("打开 {0}", "ends in … in one language only"),
        ("打开 {0}…", ""),
    ],
)
def test_what_is_wrong_with_a_translation_is_said(draft: Path, translation: str, complaint: str) -> None:
    unfinished = '<translation type="unfinished"></translation>'
    text = draft.read_text("utf-8")
    assert unfinished in text
    if translation:
        draft.write_text(text.replace(unfinished, f"<translation>{translation}</translation>"), "utf-8")

    (only,) = texts(draft)
    assert only.complaint == complaint
    assert (only.context, only.source) == ("Door", "Open {0}…")


def test_texts_without_a_context_are_complained_of(draft: Path, tmp_path: Path) -> None:
    (tmp_path / "code" / "door.py").write_text('def words(tr): return tr("Open")', "utf-8")
    update(draft, tmp_path / "code")

    assert ["no context" in one.complaint for one in texts(draft)] == [True]


def test_short_calls_of_a_module_get_its_context(draft: Path, tmp_path: Path) -> None:
    code = """
    from PySide6.QtCore import QCoreApplication

    def tr(text: str) -> str:
        return QCoreApplication.translate("Doors", text)

    WORDS = (tr("Open"), tr(
        "Shut"), str("no text"))
    """
    (tmp_path / "code" / "door.py").write_text(textwrap.dedent(code), "utf-8")
    update(draft, tmp_path / "code")

    assert [(one.context, one.source) for one in texts(draft)] == [("Doors", "Open"), ("Doors", "Shut")]


def test_translations_lie_where_the_window_looks_for_them() -> None:
    assert (FOLDER / "onlylook_zh_CN.qm").stat().st_size > 0
