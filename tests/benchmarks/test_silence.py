"""Nothing leaves the machine while a film is analysed: shown where the system lets packets be caught."""

import shutil
import subprocess
import sys
from pathlib import Path

import av
import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "benchmarks" / "silence.py"
LOOP = "ip link set lo up && ip route add local default dev lo"


@pytest.fixture(autouse=True)
def catching() -> None:
    if sys.platform != "linux" or shutil.which("unshare") is None or shutil.which("ip") is None:
        pytest.skip("needs Linux with unshare and ip, which catch what is sent")
    line = ["unshare", "--user", "--map-root-user", "--net", "bash", "-c", LOOP]
    if subprocess.run(line, capture_output=True, check=False).returncode:
        pytest.skip("this system lets no user make a network namespace")


def test_analysing_a_film_sends_nothing(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    with av.open(str(film), "w") as out:
        stream = out.add_stream("libx264", 25, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for _ in range(25):
            out.mux(stream.encode(av.VideoFrame(320, 240, "yuv420p")))
        out.mux(stream.encode(None))
    line = [sys.executable, str(SCRIPT), "--film", str(film), "--no-window", "--only", "doctor,analyze"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    first, *others, total = done.stdout.splitlines()
    assert not first.lstrip().startswith("0 ")
    assert [step.split()[0] for step in (*others, total)] == ["0", "0", "0"]
