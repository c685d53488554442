"""The engine's sentences in the user's language: the templates are what the engine says, and values survive."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from app.messages.engine_sentences import SENTENCES
from app.messages.sentences import translated
from app.settings.language import install
from engine.errors import UnreadableMedia

ROOT = Path(__file__).resolve().parents[3]
ERRORS = {
    "UserError",
    "UnreadableMedia",
    "UnusablePhoto",
    "ModelMissing",
    "ProjectError",
    "ProjectInUse",
    "ExportError",
}


ENOUGH = 12
"""Letters."""


def said_by_the_engine() -> set[str]:
    """All sentences in calls that make errors, with `{}` for each value."""
    said: set[str] = set()
    for file in [*(ROOT / "engine").rglob("*.py"), *(ROOT / "app").rglob("*.py")]:
        if file.name == "engine_sentences.py":
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                said.add("".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values))
    return said


def patterns(said: set[str]) -> list[re.Pattern[str]]:
    """Of those with values that say enough without them: also words may be values, such as the kind of a file."""
    return [
        re.compile(".+".join(map(re.escape, one.split("{}"))))
        for one in said
        if "{}" in one and len(one.replace("{}", "").strip()) >= ENOUGH
    ]


def test_every_template_is_a_sentence_of_the_engine() -> None:
    said = said_by_the_engine()
    formed = patterns(said)
    strange = []
    for template in SENTENCES:
        plain = re.sub(r"\{\d+\}", "{}", template)
        # UnreadableMedia puts "path: reason." together,
        # and the project's own errors go on after "The project PATH".
        reason = plain.removeprefix("{}: ").removeprefix("The project {} ").removesuffix(".")
        if plain not in said and reason not in said and not any(one.fullmatch(plain) for one in formed):
            strange.append(template)

    assert strange == []


@pytest.fixture
def chinese(qapp: QCoreApplication):  # type: ignore[no-untyped-def]
    translators = install(qapp, "zh_CN")
    yield
    for translator in translators:
        qapp.removeTranslator(translator)
    install(qapp, "en")


def test_values_are_put_back(chinese: None) -> None:
    error = UnreadableMedia("/a: b/《片》.mp4", "the file breaks off after 3.0 of 9.5 s")
    sentence = translated(error.what)

    assert not sentence.isascii()
    for value in ("/a: b/《片》.mp4", "3.0", "9.5"):
        assert value in sentence
    assert "breaks off" not in sentence


def test_closest_template_wins_and_reasons_are_translated_too(chinese: None) -> None:
    assert translated("The project /a.olat cannot be written: the disk is full.") == "无法写入项目 /a.olat：磁盘已满。"
    assert translated("/b.mp4 cannot be written: the disk is full.") == "无法写入 /b.mp4：磁盘已满。"


def test_unknown_sentence_stays_as_it_is(chinese: None) -> None:
    assert translated("Nobody has said this before {0}.") == "Nobody has said this before {0}."
    assert translated("") == ""


def test_without_a_translation_nothing_changes() -> None:
    assert translated("There is no folder /tmp/{x}.") == "There is no folder /tmp/{x}."
