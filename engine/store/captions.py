"""Keep the captions of each media file: subtitles and what was read in the picture."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, cast

from engine.store.cache import StageKey, Stages
from engine.store.database import Database
from engine.store.failures import intact
from engine.timebase import Span
from engine.types import Caption

CAPTIONS = "captions"
"""Name of the stage, as in `stage_key(CAPTIONS, ...)`."""


@dataclass(frozen=True, slots=True)
class CaptionStore:
    """Methods raise ProjectError."""

    database: Database

    def save(self, media_id: int, key: StageKey, captions: Sequence[Caption]) -> None:
        """Store the captions of a whole film, in place of those of any other key."""
        stages = Stages(self.database)
        with self.database.transaction():
            stage = stages.begin(media_id, key)
            self.database.run("DELETE FROM caption WHERE stage = ?", (stage,))
            self.database.run_many(
                """INSERT INTO caption (stage, number, start_time, end_time, text, source, confidence, box)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                (
                    (
                        stage, number, str(one.span.start), str(one.span.end), one.text, one.source, one.confidence,
                        json.dumps(one.box),
                    )
                    for number, one in enumerate(captions)
                ),
            )  # fmt: skip
            stages.mark_complete(stage)

    def is_complete(self, media_id: int, key: StageKey) -> bool:
        return Stages(self.database).resume_point(media_id, key).complete

    def load(self, media_id: int) -> tuple[Caption, ...]:
        """In order of time; empty where captions were never looked for."""
        rows = self.database.rows(
            """SELECT start_time, end_time, text, source, confidence, box FROM caption
            JOIN stage ON stage.id = caption.stage WHERE media = ? AND complete = 1 ORDER BY number""",
            (media_id,),
        )
        with intact(self.database.path):
            return tuple(
                Caption(
                    Span(Fraction(start), Fraction(end)),
                    text,
                    cast(Literal["subtitle", "picture"], source),
                    confidence,
                    None if (sides := json.loads(box)) is None else (sides[0], sides[1], sides[2], sides[3]),
                )
                for start, end, text, source, confidence, box in rows
            )
