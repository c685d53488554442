"""Store who speaks when in the sound of a film, and which faces were seen to speak."""

from collections.abc import Sequence

import numpy as np

from engine.store.arrays import decode, encode
from engine.store.cache import StageKey, Stages
from engine.store.database import Database
from engine.store.failures import intact
from engine.store.rows import Row, span_of, span_text
from engine.types import Speaking, Turn

HEARING = "hearing"
"""Name of the stage that makes turns of the sound."""
SPEAKING = "speaking"
"""Name of the stage that compares turns with faces; it is made from a scan, and its key tells from which hearing."""

TURN_COLUMNS = "id, start_time, end_time, speaker, sure, alone, vector, quality"
SPEAKING_COLUMNS = "turn, track, nats, seconds"


class HearingStore:
    """What was heard in the media of one project. Methods raise ProjectError."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stages = Stages(database)

    def is_complete(self, media_id: int, key: StageKey) -> bool:
        """Whether turns of this key are stored; there may be none of them."""
        return self._stages.resume_point(media_id, key).complete

    def save(self, media_id: int, key: StageKey, turns: Sequence[Turn]) -> None:
        """Store the turns of one sound, whole or not at all, in place of those of other keys."""
        with self._database.transaction():
            stage = self._stages.begin(media_id, key)
            self._database.run("DELETE FROM turn WHERE stage = ?", (stage,))
            self._database.run_many(
                f"INSERT INTO turn (stage, {TURN_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ((stage, *_turn_row(turn)) for turn in turns),
            )
            self._stages.mark_complete(stage)

    def load(self, media_id: int, key: StageKey) -> tuple[Turn, ...]:
        """The turns in order of their ids; empty where nothing of this key is stored."""
        with self._database.snapshot(), intact(self._database.path):
            stage = self._stages.resume_point(media_id, key).stage_id
            rows = self._database.rows(f"SELECT {TURN_COLUMNS} FROM turn WHERE stage = ? ORDER BY id", (stage,))
            return tuple(map(_turn_of, rows))

    def current_key(self, media_id: int) -> StageKey:
        """Key of the complete hearing. Raises ProjectError where there is none."""
        return self._stages.complete_key(media_id, HEARING)

    def has_speaking(self, media_id: int, scan_key: StageKey, key: StageKey) -> bool:
        """Whether the faces of that scan were compared with turns under that key."""
        scan = self._stages.resume_point(media_id, scan_key).stage_id
        return bool(scan) and self._stages.resume_point(media_id, key, parent=scan).complete

    def save_speaking(self, media_id: int, scan_key: StageKey, key: StageKey, speaking: Sequence[Speaking]) -> None:
        """Store which tracks of the scan of `scan_key` spoke. Raises ValueError where nothing of it is stored."""
        with self._database.transaction():
            scan = self._stages.resume_point(media_id, scan_key).stage_id
            if not scan:
                raise ValueError("speaking faces need a stored scan")
            stage = self._stages.begin(media_id, key, parent=scan)
            self._database.run("DELETE FROM speaking WHERE stage = ?", (stage,))
            self._database.run_many(
                f"INSERT INTO speaking (stage, {SPEAKING_COLUMNS}) VALUES (?, ?, ?, ?, ?)",
                ((stage, one.turn, one.track, one.nats, one.seconds) for one in speaking),
            )
            self._stages.mark_complete(stage)

    def load_speaking(self, media_id: int, scan_key: StageKey, key: StageKey) -> tuple[Speaking, ...]:
        """In order of turn and track; empty where nothing of this scan and key is stored."""
        with self._database.snapshot():
            scan = self._stages.resume_point(media_id, scan_key).stage_id
            if not scan:
                return ()
            stage = self._stages.resume_point(media_id, key, parent=scan).stage_id
            rows = self._database.rows(
                f"SELECT {SPEAKING_COLUMNS} FROM speaking WHERE stage = ? ORDER BY turn, track", (stage,)
            )
        return tuple(Speaking(*row) for row in rows)


def _turn_row(turn: Turn) -> Row:
    return (
        turn.id,
        *span_text(turn.span),
        turn.speaker,
        turn.sure,
        turn.alone,
        encode(turn.vector),
        turn.quality,
    )


def _turn_of(row: Row) -> Turn:
    number, start, end, speaker, sure, alone, vector, quality = row
    return Turn(number, span_of(start, end), speaker, sure, alone, decode(vector, np.float32, 1), quality)
