#!/usr/bin/env python3
"""The two commands of a fresh checkout: `demo` sets everything up and shows the program, `test` runs all checks."""

# This file must start on any Python 3, or it could not say which one is wanted.
import argparse
import sys
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)
ROOT = Path(__file__).resolve().parent.parent
# Where PyTorch publishes builds without CUDA; the only address that the set-up knows.
CPU_INDEX = "https://download.pytorch.org/whl/cpu"


def main(arguments: "list[str] | None" = None) -> int:
    complaint = wrong_python(sys.version_info[:2], sys.maxsize)
    if complaint:
        print(complaint, file=sys.stderr)
        return 1
    sys.path.insert(0, str(ROOT))
    from installer import environment, gate, machine
    from installer.trouble import Trouble

    parser = argparse.ArgumentParser(prog="bootstrap.py", description=__doc__)
    parser.add_argument("command", choices=("install", "demo", "test"), help="what to do once all is installed")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda", "directml"), default="auto",
                        help="which packages to install; auto looks at this machine")  # fmt: skip
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="handed on to the demo or to pytest")
    options = parser.parse_args(arguments)
    try:
        device = machine.accelerator() if options.device == "auto" else options.device
        python = environment.prepare(ROOT, device)
        machine.supply_qt_libraries()
        if options.command == "demo":
            return gate.demo(ROOT, python, options.rest)
        if options.command == "test":
            return gate.check(ROOT, python, options.rest)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The next run goes on from here.", file=sys.stderr)
        return 130
    return 0


def wrong_python(version: "tuple[int, int]", largest_int: int) -> str:
    """A sentence about a Python that will not do, empty for one that will."""
    wanted = "{}.{} to {}.{}".format(*OLDEST, *NEWEST)
    if not OLDEST <= version <= NEWEST:
        found = "{}.{}".format(*version)
        return (
            f"This is Python {found}, and Only Look at Them needs {wanted}: please run it with one of those, "
            "for example: python3.12 installer/bootstrap.py demo"
        )
    if largest_int <= 2**32:
        return f"This is a 32-bit Python, and Only Look at Them needs a 64-bit one, {wanted}: please install one first."
    return ""


if __name__ == "__main__":
    sys.exit(main())
