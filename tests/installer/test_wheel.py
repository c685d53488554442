"""The wheel holds all that the program needs and runs away from the checkout."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("engine", "app", "assets")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy, so that nothing left in the checkout by an earlier build gets in."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in PACKAGES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    _run(["-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(target), str(source)], target)
    (built,) = target.glob("only_look_at_them-*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it, which sees the packages of this one. Returns its Python."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "env", with_pip=False, symlinks=os.name != "nt")
    python = folder / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    _run(["-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)], folder)
    # Only the folder is added, its own .pth files are not read: an editable checkout stays out of sight.
    site = _run(["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], folder, python).strip()
    (Path(site) / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return python


def _run(arguments: list[str], folder: Path, python: Path = Path(sys.executable)) -> str:
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(python), *arguments], cwd=folder, env=clean, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        path.relative_to(ROOT).as_posix()
        for name in PACKAGES
        for path in (ROOT / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted <= inside, sorted(wanted - inside)
    assert any(name.endswith("licenses/LICENSE") for name in inside)


def test_installed_program_runs_outside_the_checkout(elsewhere: Path, tmp_path: Path) -> None:
    code = "import engine, engine.models.catalog as c, assets.demo; print(engine.__file__, len(c.catalog()))"
    where, models = _run(["-c", code], tmp_path, elsewhere).split()
    assert Path(where).is_relative_to(elsewhere.parents[1])
    assert int(models) > 5


def test_installed_window_speaks_the_users_language(elsewhere: Path, tmp_path: Path) -> None:
    code = (
        "from PySide6.QtCore import QCoreApplication as A; from app.settings.language import install; "
        "app = A([]); install(app, 'zh_CN'); print(ascii(A.translate('Menus', '&Undo')))"
    )
    assert _run(["-c", code], tmp_path, elsewhere).strip() == ascii("撤销(&U)")
