"""Run a command and write what it took: `measured.py FACTS.json COMMAND...`; imports next to nothing.

On Linux a process starts with the peak memory of whoever forked it, so that must be small.
"""

import json
import os
import sys
import time


def main(facts: str, command: list[str]) -> int:
    began = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(pid, 0)
    told = {
        "wall_s": time.perf_counter() - began,
        "processor_s": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / 1024,
    }
    with open(facts, "w", encoding="utf-8") as file:  # noqa: PTH123 - pathlib takes a part of the memory that is measured
        json.dump(told, file)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
