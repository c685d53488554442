#!/usr/bin/env python3
"""Keep the window's translations: gather its texts, say which lack a translation, compile what the program reads.

    python installer/translations.py update    after texts of the window changed
    python installer/translations.py check     fails where a text has no translation, or one that lost a value
    python installer/translations.py compile   after translations changed

Translators edit `assets/translations/*.ts`, for instance with `pyside6-linguist`. The compiled `.qm` lies beside it in
the repository, so that neither a checkout nor a wheel needs a step more to speak the user's language.
"""

import argparse
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "assets" / "translations"
OWN_TR = re.compile(r'def tr\(text: str\) -> str:\s+return QCoreApplication\.translate\("(\w+)", text\)')
VALUE = re.compile(r"\{[^}]*\}|%n")


@dataclass(frozen=True, slots=True)
class Text:
    """One text of the window. `translation` is empty where there is none; `done`: the translator said so."""

    context: str
    source: str
    translation: str
    done: bool

    @property
    def complaint(self) -> str:
        """What is wrong with it, empty where nothing is."""
        if not self.context[:1].isupper():
            return "has no context: write self.tr(...), or QCoreApplication.translate with one"
        if not self.translation or not self.done:
            return "has no translation"
        if sorted(VALUE.findall(self.source)) != sorted(VALUE.findall(self.translation)):
            return "has other values in its translation"
        if self.source.endswith("…") != self.translation.endswith("…"):
            return "ends in … in one language only"
        return ""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("update", "check", "compile"))
    command = parser.parse_args(arguments).command
    for file in translation_files():
        if command == "update":
            update(file)
        elif command == "compile":
            compile_to(file, file.with_suffix(".qm"))
    if command == "compile":
        return 0
    found = [f"{file.name}: {line}" for file in translation_files() for line in complaints(file)]
    print("\n".join(found) or "Every text has its translation.")
    return 1 if found and command == "check" else 0


def translation_files() -> list[Path]:
    return sorted(FOLDER.glob("*.ts"))


def update(file: Path, sources: Path = ROOT / "app") -> None:
    """Bring a file up to date with the texts in the code; those that are gone go from it, too."""
    with tempfile.TemporaryDirectory() as folder:
        copies = []
        for number, path in enumerate(sorted(sources.rglob("*.py"))):
            copies.append(Path(folder) / f"{number}.py")
            copies[-1].write_text(with_contexts(path.read_text("utf-8")), "utf-8")
        code = map(str, copies)
        _run("lupdate", "-no-obsolete", "-locations", "none", "-silent", *code, "-ts", str(file))


def with_contexts(code: str) -> str:
    """Calls of a module's own short `tr("text")` written out, for lupdate knows contexts of classes only."""
    found = OWN_TR.search(code)
    if found is None:
        return code
    # The function itself is no call with a text.
    return re.sub(r'(?<![.\w])tr\((?=\s*["\'])', f'QCoreApplication.translate("{found[1]}", ', code)


def compile_to(file: Path, target: Path) -> None:
    _run("lrelease", "-silent", str(file), "-qm", str(target))


def complaints(file: Path) -> list[str]:
    """One line for each text that the code has and the file lacks, or that is translated badly."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(shutil.copy(file, folder))
        update(fresh)
        return [f"{one.context}: {one.source!r} {one.complaint}" for one in texts(fresh) if one.complaint]


def texts(file: Path) -> Iterator[Text]:
    for context in ET.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            said = message.find("translation")
            assert said is not None
            forms = [form.text or "" for form in said.iter("numerusform")]
            yield Text(
                context.findtext("name", ""),
                message.findtext("source", ""),
                forms[0] if forms else said.text or "",
                said.get("type") is None,
            )


def _run(tool: str, *arguments: str) -> None:
    here = shutil.which(f"pyside6-{tool}", path=sysconfig.get_path("scripts")) or shutil.which(f"pyside6-{tool}")
    if here is None:
        sys.exit(f"There is no pyside6-{tool}; install PySide6 into this environment.")
    done = subprocess.run([here, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"pyside6-{tool} failed: {done.stderr.strip() or done.stdout.strip()}")


if __name__ == "__main__":
    sys.exit(main())
