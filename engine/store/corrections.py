"""Keep what the user said, in order, never losing it: not to an undo, and not to a new analysis."""

import getpass
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from engine.store.anchors import Anchor, TrackFinder, anchor_from_plain, anchor_of, anchor_to_plain
from engine.store.database import Database, Row
from engine.store.facts import media_of
from engine.store.failures import intact
from engine.store.paths import path_of
from engine.store.rows import span_of
from engine.store.tracks import TRACK_COLUMNS, track_of
from engine.timebase import Clock
from engine.types import Correction, Track

_COLUMNS = "id, kind, tracks, other_tracks, name, start_time, end_time, created_at, note, undone, who"

Anchors = dict[str, list[Anchor]]
"""Anchors of the column `tracks` and of the column `other_tracks`."""


@dataclass(frozen=True, slots=True)
class CorrectionRecord:
    """One correction as it is stored: `who` said it and why (`note`), both "" where nobody wrote it down.

    `undone` ones are kept so that they can be said again.
    """

    id: int
    correction: Correction
    created_at: datetime
    note: str
    undone: bool
    who: str = ""


class CorrectionStore:
    """The corrections of the media in one project. Methods raise ProjectError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, media_id: int, correction: Correction, note: str = "", who: str | None = None) -> int:
        """Store one correction and return its id. Its tracks are those of the newest scan that is stored.

        `who`: who says it; default: whoever is logged in to this machine.
        """
        start, end = (None, None) if correction.span is None else map(str, (correction.span.start, correction.span.end))
        with self._database.transaction():
            anchors = {
                side: [anchor_to_plain(anchor) for anchor in self._anchors(media_id, tracks)]
                for side, tracks in (("tracks", correction.tracks), ("other_tracks", correction.other_tracks))
            }
            return self._database.run(
                """INSERT INTO correction
                (media, kind, tracks, other_tracks, name, start_time, end_time, created_at, note, anchors, who)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                (
                    media_id,
                    correction.kind,
                    json.dumps(correction.tracks),
                    json.dumps(correction.other_tracks),
                    correction.name,
                    start,
                    end,
                    datetime.now(UTC).isoformat(),
                    note,
                    json.dumps(anchors),
                    _whoever_is_here() if who is None else who,
                ),
            )

    def undo(self, correction_id: int) -> None:
        self._database.run("UPDATE correction SET undone = 1 WHERE id = ?", (correction_id,))

    def redo(self, correction_id: int) -> None:
        self._database.run("UPDATE correction SET undone = 0 WHERE id = ?", (correction_id,))

    def explain(self, correction_id: int, note: str) -> None:
        """Write down why it was said."""
        self._database.run("UPDATE correction SET note = ? WHERE id = ?", (note, correction_id))

    def all(self, media_id: int) -> tuple[CorrectionRecord, ...]:
        """Every correction, also undone ones, in the order in which they were said."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM correction WHERE media = ? ORDER BY id", (media_id,))
        with intact(self._database.path):
            return tuple(map(_record, rows))

    def active(self, media_id: int) -> tuple[Correction, ...]:
        """Those that count, in the order in which they were said."""
        return tuple(record.correction for record in self.all(media_id) if not record.undone)

    def digest(self, media_id: int) -> str:
        """64 hex digits that change whenever those that count do: part of the key of whatever obeys them."""
        return hashlib.sha256(repr(self.active(media_id)).encode()).hexdigest()

    def reattach(self, media_id: int, stage: int) -> None:
        """Point every correction at the tracks of a new scan that show the same thing at the same place.

        A correction whose thing the new scan has not found keeps its anchors and waits for one that does.
        """
        rows = self._database.rows("SELECT id, anchors FROM correction WHERE media = ?", (media_id,))
        if not rows:
            return
        finder = TrackFinder(self._tracks(stage), self._clock(media_id))
        for correction_id, text in rows:
            anchors = self._stored_anchors(text)
            self._database.run(
                "UPDATE correction SET tracks = ?, other_tracks = ? WHERE id = ?",
                (*(_found(finder, anchors[side]) for side in ("tracks", "other_tracks")), correction_id),
            )

    def _anchors(self, media_id: int, tracks: Sequence[int]) -> list[Anchor]:
        if not tracks:
            return []
        stage = self._newest_scan(media_id)
        clock = self._clock(media_id)
        known = {track.id: track for track in self._tracks(stage, tracks)}
        return [anchor_of(known[track], clock) for track in tracks]

    def _newest_scan(self, media_id: int) -> int:
        row = self._database.row(
            "SELECT id FROM stage WHERE media = ? AND name = 'scan' ORDER BY complete DESC, id DESC", (media_id,)
        )
        return int(row[0]) if row else 0

    def _tracks(self, stage: int, only: Iterable[int] | None = None) -> list[Track]:
        condition = "" if only is None else f" AND id IN ({','.join(str(int(track)) for track in only)})"
        rows = self._database.rows(
            f"SELECT {TRACK_COLUMNS} FROM track WHERE stage = ?{condition} ORDER BY id", (stage,)
        )
        with intact(self._database.path):
            return [track_of(row) for row in rows]

    def _clock(self, media_id: int) -> Clock:
        path, facts = self._database.row("SELECT path, facts FROM media WHERE id = ?", (media_id,))
        with intact(self._database.path):
            return media_of(path_of(path), facts).clock

    def _stored_anchors(self, text: str) -> Anchors:
        with intact(self._database.path):
            return {side: [anchor_from_plain(one) for one in plain] for side, plain in json.loads(text).items()}


def _found(finder: TrackFinder, anchors: Iterable[Anchor]) -> str:
    return json.dumps(sorted({track for anchor in anchors for track in finder.tracks_at(anchor)}))


def _record(row: Row) -> CorrectionRecord:
    number, kind, tracks, other_tracks, name, start, end, created_at, note, undone, who = row
    span = None if start is None else span_of(start, end)
    said = Correction(kind, tuple(json.loads(tracks)), tuple(json.loads(other_tracks)), name, span)
    return CorrectionRecord(number, said, datetime.fromisoformat(created_at), note, bool(undone), who)


def _whoever_is_here() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        # A machine may know no name for the account that the program runs under.
        return ""
