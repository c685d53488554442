"""Every way a command can end: done, a person's mistake, a fault of the program, Ctrl-C."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import engine
from engine.cli import people
from engine.cli.main import COMMANDS

Onlylook = Callable[..., Any]


def test_version_is_that_of_the_package(onlylook: Onlylook) -> None:
    said = onlylook("--version")
    assert (said.code, said.out) == (0, f"onlylook {engine.__version__}\n")


def test_help_names_every_command(onlylook: Onlylook) -> None:
    said = onlylook("--help")
    assert said.code == 0
    assert all(re.search(rf"^    {name} ", said.out, re.MULTILINE) for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_takes_json(onlylook: Onlylook, command: str) -> None:
    said = onlylook(command, "--help")
    assert said.code == 0
    assert f"onlylook {command}" in said.out
    assert "--json" in said.out


@pytest.mark.parametrize(
    "arguments",
    [("dance",), ("people",), ("people", "film.mp4", "--quality", "best"), ("cut", "film.mp4", "--person", "1")],
)
def test_slip_of_the_pen_is_one_sentence_and_code_2(onlylook: Onlylook, arguments: tuple[str, ...]) -> None:
    said = onlylook(*arguments)
    assert said.code == 2
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "--help" in said.err


def test_no_command_prints_the_help_and_fails(onlylook: Onlylook) -> None:
    said = onlylook()
    assert said.code == 2
    assert "examples:" in said.out


def test_failure_is_the_one_json_document(onlylook: Onlylook, tmp_path: Path) -> None:
    said = onlylook("people", tmp_path / "no.mp4", "--json")
    assert said.code == 3
    assert said.json["error"]["exit_code"] == 3
    assert said.json["error"]["what"] in said.err


def test_fault_of_the_program_is_noted_in_a_file(
    onlylook: Onlylook, short: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("nose")

    monkeypatch.setattr(people, "known_cast", fail)
    said = onlylook("people", short.project)
    assert said.code == 1
    assert "Traceback" not in said.err
    found = re.search(r"details are in (.+\.txt)\.", said.err)
    assert found
    details = Path(found[1]).read_text(encoding="utf-8")
    assert "Traceback" in details
    assert f"onlylook people {short.project}" in details


def test_debug_shows_the_traceback(onlylook: Onlylook, short: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("nose")

    monkeypatch.setattr(people, "known_cast", fail)
    with pytest.raises(KeyError, match="nose"):
        onlylook("people", short.project, "--debug")


def test_device_that_is_not_there_is_said_once(onlylook: Onlylook, short: Any) -> None:
    import onnxruntime

    if "CoreMLExecutionProvider" in onnxruntime.get_available_providers():
        pytest.skip("this machine has Core ML")
    photos = [word for name in ("ada", "bruno") for word in ("--photo", f"{name}={short.photos[name]}")]
    said = onlylook("segments", short.project, *photos, "--device", "coreml")
    assert said.code == 0
    assert said.err == "The device coreml is not there; cpu is used instead.\n"


def test_reader_that_has_had_enough_is_no_failure(short: Any) -> None:
    """As in `onlylook segments film.mp4 | head -1`."""
    program = subprocess.Popen(
        [sys.executable, "-m", "engine.cli", "segments", str(short.project)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert program.stdout
    assert program.stderr
    program.stdout.close()
    assert program.stderr.read() == b""
    program.stderr.close()
    assert program.wait() == 0
