"""Prove that a whole session of work sends nothing: it runs where every packet that leaves is caught and counted.

    python benchmarks/silence.py [--film VIDEO] [--no-window]

Linux alone. The session runs in a network namespace of its own, in which every address leads back to the loopback
device, so that its counter sees name look-ups, connections and stray packets alike. First one packet is sent on
purpose, to show that the counter counts. Without a film the demo is drawn, analysed and cut, as the first command of
the README does. Then the command line lists, cuts, exports, keeps somebody in the gallery and finds them, and the
window is driven through its states (needs Xvfb). Prints the bytes of each step; exits with 1 if any step sent one or
failed.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OPEN_LOOP = 'ip link set lo up && ip route add local default dev lo && exec "$@"'
NAMESPACE = ("unshare", "--user", "--map-root-user", "--net", "bash", "-c", OPEN_LOOP, "bash")
# Set aside for examples (RFC 5737): nobody is there.
NOBODY = ("192.0.2.1", 9)

Step = tuple[str, list[str]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--film", type=Path, help="work on this film instead of the demo; several people help")
    parser.add_argument("--no-window", action="store_true", help="leave out the window")
    parser.add_argument("--only", default="", help="only these steps, by name, separated by commas")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if not wanted.inside:
        if not can_be_caught():
            print("No network namespace can be made here, so nothing is proved.", file=sys.stderr)
            return 2
        return subprocess.run([*NAMESPACE, sys.executable, __file__, *sys.argv[1:], "--inside"], check=False).returncode
    with tempfile.TemporaryDirectory() as folder:
        names = set(filter(None, wanted.only.split(",")))
        chosen = list(steps(Path(folder), wanted.film, window=not wanted.no_window))
        return session(Path(folder), [step for step in chosen if not names or step[0] in names])


def can_be_caught() -> bool:
    """Whether this system lets a user make a network namespace."""
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        return False
    return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0


def session(folder: Path, chosen: Sequence[Step]) -> int:
    """Run every step in `folder`; 0 if all worked and none sent anything."""
    before = sent()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.sendto(b"does it count?", NOBODY)
    print(f"{sent() - before:8} bytes  one packet on purpose")
    if sent() == before:
        print("The counter does not count, so nothing is proved.", file=sys.stderr)
        return 2
    # Some libraries keep quiet where they find this, and would not on a user's machine.
    inherited = {name: value for name, value in os.environ.items() if name != "CI"}
    environment = {**inherited, "ONLYLOOK_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT)}
    good, total = True, 0
    for name, line in chosen:
        before = sent()
        done = subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        bytes_sent = sent() - before
        total += bytes_sent
        print(f"{bytes_sent:8} bytes  {name}" + (f": failed\n{done.stderr}" if done.returncode else ""), flush=True)
        good = good and done.returncode == 0 and bytes_sent == 0
    print(f"{total:8} bytes sent by the session")
    return 0 if good else 1


def steps(folder: Path, film: Path | None, *, window: bool) -> Iterator[Step]:
    """Name and command line of each step."""
    if film is None:
        yield "demo", [sys.executable, "-m", "assets.demo.run", str(folder)]
    target = str(film.resolve() if film else folder / "demo.mp4")
    project = ["--project", str(folder / "session.olat")]
    for words in (
        ["doctor"],
        ["models", "list"],
        ["analyze", target, *project],
        ["people", target, *project, "--faces", str(folder / "faces")],
        ["name", target, "1", "Anna", *project],
        ["segments", target, "--person", "Anna", *project],
        ["captions", target, *project],
        ["cut", target, "--person", "Anna", *project, "-o", str(folder / "anna.mp4")],
        ["export", target, "--person", "Anna", *project, "--format", "otio", "-o", str(folder / "anna.otio")],
        ["annotate", target, "--person", "Anna", *project, "--format", "cvat", "-o", str(folder / "anna.xml")],
        ["gallery", "on"],
        ["gallery", "add", "Anna", str(folder / "session.olat"), "--person", "Anna"],
        ["find", "Anna", "--in", str(folder / "session.olat")],
    ):
        yield " ".join(words[:2] if words[0] in ("gallery", "models") else words[:1]), onlylook(words)
    if window:
        yield "window", [sys.executable, str(ROOT / "tests" / "e2e" / "pictures.py"), str(folder / "pictures")]


def onlylook(words: list[str]) -> list[str]:
    return [sys.executable, "-c", "from engine.cli.main import main; raise SystemExit(main())", *words]


def sent() -> int:
    """Bytes that have left through any device of this namespace (proc(5), /proc/net/dev)."""
    lines = Path("/proc/net/dev").read_text(encoding="ascii").splitlines()[2:]
    return sum(int(line.split(":")[1].split()[8]) for line in lines)


if __name__ == "__main__":
    sys.exit(main())
