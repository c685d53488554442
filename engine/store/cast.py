"""Store the persons that the tracks of one scan were grouped into."""

from collections import defaultdict
from collections.abc import Sequence

from engine.store.cache import StageKey, Stages
from engine.store.database import Database
from engine.store.failures import intact
from engine.store.rows import PERSON_COLUMNS, person_of, person_row
from engine.types import Person

CAST = "identify"
"""Name of the stage, as in `stage_key(CAST, ...)`."""


class CastStore:
    """The casts of the media in one project. A cast goes with the scan that it was made from."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stages = Stages(database)

    def save(self, media_id: int, scan_key: StageKey, key: StageKey, persons: Sequence[Person]) -> None:
        """Put `persons` in place of the media's former cast. Their tracks are those of the scan of `scan_key`.

        Put whatever decides the result into `key`, the digest of the corrections too. Raises ValueError where nothing
        of that scan is stored.
        """
        with self._database.transaction():
            scan = self._stages.resume_point(media_id, scan_key).stage_id
            if not scan:
                raise ValueError("a cast needs a stored scan")
            stage = self._stages.begin(media_id, key, parent=scan)
            self._database.run("DELETE FROM person WHERE stage = ?", (stage,))
            self._database.run_many(
                f"INSERT INTO person (stage, {PERSON_COLUMNS}) VALUES (?, ?, ?, ?, ?)",
                ((stage, *person_row(person)) for person in persons),
            )
            self._database.run_many(
                "INSERT INTO person_track (stage, person, place, track) VALUES (?, ?, ?, ?)",
                ((stage, one.id, place, track) for one in persons for place, track in enumerate(one.tracks)),
            )
            self._stages.mark_complete(stage)

    def is_current(self, media_id: int, scan_key: StageKey, key: StageKey) -> bool:
        """True where the stored cast was made from that scan under that key."""
        scan = self._stages.resume_point(media_id, scan_key).stage_id
        return bool(scan) and self._stages.resume_point(media_id, key, parent=scan).complete

    def load(self, media_id: int) -> tuple[Person, ...]:
        """The media's persons in order of their ids; empty where no cast has been made."""
        tracks: dict[int, list[int]] = defaultdict(list)
        with self._database.snapshot(), intact(self._database.path):
            stage = self._database.row(
                "SELECT max(id) FROM stage WHERE media = ? AND name = ? AND complete = 1", (media_id, CAST)
            )
            for person, track in self._database.rows(
                "SELECT person, track FROM person_track WHERE stage = ? ORDER BY person, place", stage
            ):
                tracks[person].append(track)
            rows = self._database.rows(f"SELECT {PERSON_COLUMNS} FROM person WHERE stage = ? ORDER BY id", stage)
            return tuple(person_of(row, tracks[row[0]]) for row in rows)
