"""The set-up says kindly what is wrong, looks before it downloads, and is quick where nothing changed."""

import ast
import hashlib
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from installer import bootstrap, environment, machine, packages
from installer.packages import Pip
from installer.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_promised_pythons_are_taken(version: tuple[int, int]) -> None:
    assert bootstrap.wrong_python(version, 2**63 - 1) == ""


@pytest.mark.parametrize("version", [(2, 7), (3, 8), (3, 10), (3, 14)])
def test_other_pythons_are_told_which_one_is_wanted(version: tuple[int, int]) -> None:
    said = bootstrap.wrong_python(version, 2**63 - 1)
    assert f"This is Python {version[0]}.{version[1]}" in said
    assert "3.11 to 3.13" in said


def test_32_bit_python_is_told_so() -> None:
    assert "32-bit" in bootstrap.wrong_python((3, 12), 2**31 - 1)


def test_first_file_can_be_read_by_an_old_python() -> None:
    # What an old interpreter would refuse to parse could not tell its user which Python is wanted.
    ast.parse((ROOT / "installer" / "bootstrap.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_unknown_command_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "installer" / "bootstrap.py"), "dance"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "invalid choice" in done.stderr


def _checkout(folder: Path, project: str = "one") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "pyproject.toml").write_text(project, encoding="utf-8")
    return folder


def test_stamp_changes_with_project_file_and_device_alone(tmp_path: Path) -> None:
    root = _checkout(tmp_path / "checkout")
    first = environment.fingerprint(root, "cpu")
    assert environment.fingerprint(root, "cpu") == first
    assert environment.fingerprint(root, "cuda") != first
    _checkout(root, "two")
    assert environment.fingerprint(root, "cpu") != first


def test_nothing_is_installed_where_the_stamp_is_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = _checkout(tmp_path / "checkout")
    python = root / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    python.parent.mkdir(parents=True)
    python.touch()
    (root / ".venv" / "installed").write_text(environment.fingerprint(root, "cpu"), encoding="utf-8")
    assert environment.prepare(root, "cpu") == python
    assert capsys.readouterr().out == ""


CATALOG = """
[[model]]
sha256 = "{sha256}"
sources = [
    {{ kind = "package", module = "carrier", file = "data/net.onnx" }},
    {{ kind = "url", url = "x" }},
]
"""


def test_weights_inside_packages_are_found_with_the_hash_they_must_have(tmp_path: Path) -> None:
    weight = tmp_path / "site" / "carrier" / "data" / "net.onnx"
    weight.parent.mkdir(parents=True)
    weight.write_bytes(b"weights")
    catalog = tmp_path / "catalog.toml"
    catalog.write_text(CATALOG.format(sha256=hashlib.sha256(b"weights").hexdigest()), encoding="utf-8")
    assert list(environment.packaged_weights(catalog, [tmp_path / "site", tmp_path / "empty"])) == [
        (weight, hashlib.sha256(b"weights").hexdigest())
    ]


def test_the_real_catalogue_names_what_is_installed_as_weight_packages() -> None:
    catalog = tomllib.loads((ROOT / "engine" / "models" / "catalog.toml").read_text(encoding="utf-8"))
    named = {
        source["distribution"]
        for model in catalog["model"]
        for source in model["sources"]
        if source["kind"] == "package"
    }
    assert {package.split("==")[0] for package in environment.WEIGHT_PACKAGES} <= named


def test_failed_installation_is_one_sentence_with_pips_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "install.log"
    with pytest.raises(Trouble) as failure:
        Pip(Path(sys.executable), log).install("a thing", ["--no-index", "no-such-package-here"])
    assert "Installing a thing failed: No matching distribution found for no-such-package-here" in str(failure.value)
    assert str(log) in str(failure.value)
    assert "no-such-package-here" in log.read_text(encoding="utf-8")
    assert "failed" in capsys.readouterr().out


class Index:
    """Stands for pip before an index on which some releases of torch bring CUDA along."""

    def __init__(self, answers: dict[str, list[str] | None]) -> None:
        self.answers = answers

    def resolve(self, requirement: str) -> list[str] | None:
        return self.answers[requirement]


TESTED = f"torch=={packages.TESTED_TORCH}"


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ({"torch": ["torch", "sympy"]}, ["torch"]),
        ({"torch": ["torch", "nvidia-cublas"], TESTED: ["torch", "sympy"]}, [TESTED]),
        ({"torch": None, TESTED: ["torch"]}, [TESTED]),
        ({"torch": ["torch", "triton"], TESTED: ["torch", "cuda-toolkit"]}, ["torch"]),
    ],
    ids=["newest is small", "newest brings CUDA", "newest cannot be had", "all bring CUDA"],
)
def test_smallest_torch_in_reach_is_chosen(
    answers: dict[str, list[str] | None], wanted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "CPU_INDEX", "http://127.0.0.1:9")  # Nobody answers on the discard port.
    assert packages.cpu_torch(Index(answers)) == wanted  # type: ignore[arg-type]


def _without(*gone: str) -> Callable[[str], object]:
    def load(library: str) -> object:
        if library in gone:
            raise OSError(library)
        return object()

    return load


def test_missing_qt_libraries_are_named() -> None:
    assert machine.missing_qt_libraries(_without()) == []
    assert machine.missing_qt_libraries(_without("libEGL.so.1", "libxcb-cursor.so.0")) == [
        "libEGL.so.1",
        "libxcb-cursor.so.0",
    ]


def test_machine_without_the_drivers_tool_has_no_nvidia_card(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not machine.has_nvidia()


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for the driver's tool")
@pytest.mark.parametrize(
    ("script", "expected"),
    [("echo 'GPU 0: A card'", True), ("echo 'No devices were found'", False), ("echo broken; exit 9", False)],
)
def test_nvidia_card_is_believed_when_the_drivers_tool_lists_it(
    script: str, expected: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert machine.has_nvidia() is expected
