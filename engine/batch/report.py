"""Tell how a batch went: as lines for a terminal, as plain values, and as a page that any browser shows."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any, Final

from engine.batch.drive import Row

HEADS: Final = ("FILM", "STATE", "LENGTH", "PERSONS", "SEGMENTS", "KEPT", "TOOK")
STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .45rem .7rem; border-bottom: 1px solid #8884; vertical-align: top; }
th { font-weight: 600; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.failed { color: #c0392b; font-weight: 600; }
.done { color: #1e8449; }
.small { font-size: .87em; opacity: .8; }
"""


def summary(rows: Sequence[Row]) -> str:
    """One sentence."""
    failed = sum(row.state == "failed" for row in rows)
    done = sum(row.state == "done" for row in rows)
    left = len(rows) - failed - done
    words = f"{done} of {len(rows)} film{'s' * (len(rows) != 1)} done"
    words += f", {failed} failed" if failed else ""
    return f"{words}, {left} left." if left else f"{words}."


def lines(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """A line of cells for each film, the heads first."""
    return [HEADS, *(_cells(row) for row in rows)]


def facts(row: Row) -> dict[str, Any]:
    """What JSON answers say of a film."""
    told: dict[str, Any] = {"video": str(row.item.path), "state": row.state, **row.facts}
    if row.failure is not None:
        told |= {"what": row.failure.what, "next_step": row.failure.next_step, "exit_code": row.failure.exit_code}
    return told | {
        "notes": [*row.notes, *row.facts.get("notes", [])],
        "task_s": round(row.wall_s, 2),
        "processor_s": round(row.processor_s, 2),
    }


def page(rows: Sequence[Row], when: datetime) -> str:
    """A whole HTML document without links to anything outside."""
    numeric = {2, 4, 5, 6}
    heads = "".join(f"<th{_number(i in numeric)}>{escape(head.title())}</th>" for i, head in enumerate(HEADS))
    body = "\n".join(_row(row, numeric) for row in rows)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Batch</title>'
        f"<style>{STYLE}</style></head>"
        f"<body><h1>Only Look at Them: batch</h1><p>{escape(summary(rows))} "
        f'<span class="small">{when:%Y-%m-%d %H:%M}</span></p>\n'
        f"<table><thead><tr>{heads}</tr></thead><tbody>\n{body}\n</tbody></table></body></html>\n"
    )


def _row(row: Row, numeric: set[int]) -> str:
    name, state, *rest = _cells(row)
    persons = ", ".join(f"{one['name']} {clock(one['screen_time_s'])}" for one in row.facts.get("persons", []))
    first = f"<td>{escape(name)}{_small(row.item.path.parent)}</td>"
    said = [str(row.failure)] if row.failure else []
    said += [*row.notes, *row.facts.get("notes", []), *row.facts.get("files", [])]
    absent = row.facts.get("absent", [])
    said += [f"{', '.join(absent)} not there"] if absent else []
    second = f'<td><span class="{escape(row.state)}">{escape(state)}</span>{"".join(map(_small, said))}</td>'
    cells = [persons if i == 3 else cell for i, cell in enumerate(rest, start=2)]
    others = "".join(f"<td{_number(i in numeric)}>{escape(cell)}</td>" for i, cell in enumerate(cells, start=2))
    return f"<tr>{first}{second}{others}</tr>"


def _small(text: object) -> str:
    return f'<div class="small">{escape(str(text))}</div>'


def _number(is_number: bool) -> str:
    return ' class="number"' if is_number else ""


def _cells(row: Row) -> tuple[str, ...]:
    told = row.facts
    persons = told.get("persons", [])
    return (
        row.item.path.name,
        row.state,
        clock(told["duration_s"]) if "duration_s" in told else "",
        str(len(persons)) if "persons" in told else "",
        str(told["segments"]) if "segments" in told else "",
        clock(told["kept_s"]) if "kept_s" in told else "",
        clock(row.wall_s) if row.wall_s else "",
    )


def clock(seconds: float) -> str:
    """`0:41`, `1:02:03`."""
    minutes, secs = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{secs:02d}" if hours else f"{minutes}:{secs:02d}"
