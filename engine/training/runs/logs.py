"""Write down how a training goes: a table that anything reads, and events for TensorBoard where it is installed."""

import csv
import importlib.util
from pathlib import Path
from types import TracebackType
from typing import Any

COLUMNS = ("step", "loss", "rate", "rejection", "domain")


class Curve:
    """`curve.csv` and `events/` in the output folder. Use it as a context; rows from `begin` on are written anew."""

    def __init__(self, folder: Path, begin: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "curve.csv"
        kept = [row for row in _rows(path) if int(row["step"]) < begin]
        self._file = path.open("w", encoding="utf-8", newline="")
        self._table = csv.DictWriter(self._file, COLUMNS)
        self._table.writeheader()
        self._table.writerows(kept)
        self._events: Any = None
        if importlib.util.find_spec("tensorboardX"):
            from tensorboardX import SummaryWriter

            self._events = SummaryWriter(str(folder / "events"), purge_step=begin or None)

    def __enter__(self) -> "Curve":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if self._events is not None:
            self._events.close()

    def add(self, step: int, values: dict[str, float]) -> None:
        self._table.writerow({"step": step, **{name: f"{value:.7g}" for name, value in values.items()}})
        self._file.flush()
        if self._events is not None:
            for name, value in values.items():
                self._events.add_scalar(name, value, step)


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if (row.get("step") or "").isdigit()]
