"""Make, open and close a project: one file that holds all that was found in a video and all that the user said."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from engine.errors import ProjectError
from engine.store.cache import Stages
from engine.store.captions import CaptionStore
from engine.store.cast import CastStore
from engine.store.choices import PhotoStore, SegmentStore, SettingStore
from engine.store.corrections import CorrectionStore
from engine.store.database import Database, make_file
from engine.store.erase import erase_media, erase_photos, erase_tracks, erase_turns
from engine.store.failures import HalfWritten, told_file_errors
from engine.store.hearing import HearingStore
from engine.store.locations import PROJECT_SUFFIX, data_folder, project_for
from engine.store.media import MediaStore
from engine.store.media_hash import quick_hash
from engine.store.scan import ScanStore


class Project:
    """An open project. Threads may share it; other processes may read it meanwhile, but not write."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.media = MediaStore(database)
        self.stages = Stages(database)
        self.corrections = CorrectionStore(database)
        self.scans = ScanStore(database, on_complete=self.corrections.reattach)
        self.hearing = HearingStore(database)
        self.cast = CastStore(database)
        self.captions = CaptionStore(database)
        self.segments = SegmentStore(database)
        self.photos = PhotoStore(database)
        self.settings = SettingStore(database)

    @classmethod
    def create(cls, path: Path) -> "Project":
        """Make an empty project and open it for writing; the file appears whole or not at all.

        Raises ProjectError where `path` exists or cannot be written.
        """
        with told_file_errors(path):
            if not path.parent.is_dir():
                raise ProjectError(f"There is no folder {path.parent}.", "Make it, or choose another place.")
            with tempfile.TemporaryDirectory(prefix=".onlylook-", dir=path.parent) as folder:
                draft = Path(folder) / f"draft{PROJECT_SUFFIX}"
                make_file(draft)
                publish(draft, path)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path, read_only: bool = False) -> "Project":
        """Open an existing project.

        Raises ProjectError where it is missing, damaged, newer than this program or no project at all, and ProjectInUse
        where another program is writing it; reading is still possible then.
        """
        try:
            return cls(Database(path, read_only))
        except HalfWritten:
            # A reader may not repair, a writer does so by opening.
            Database(path).close()
            return cls(Database(path, read_only))

    @classmethod
    def open_or_create(cls, path: Path) -> "Project":
        return cls.open(path) if path.exists() else cls.create(path)

    @classmethod
    def of_video(cls, video: Path, folder: Path | None = None) -> "Project":
        """The project of a bare video, in the user's data folder (or `folder`), made where there is none."""
        path = project_for(quick_hash(video), folder or data_folder())
        with told_file_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        return cls.open_or_create(path)

    @property
    def path(self) -> Path:
        return self.database.path

    @property
    def read_only(self) -> bool:
        return self.database.read_only

    def erase_media(self, media_id: int) -> None:
        """Erase all that was found in a media file and prove that it is gone, see `engine.store.erase`."""
        erase_media(self.database, media_id)

    def erase_tracks(self, media_id: int, tracks: Sequence[int]) -> None:
        """Erase tracks, for instance all of one person, and prove that they are gone."""
        erase_tracks(self.database, media_id, tracks)

    def erase_turns(self, media_id: int, turns: Sequence[int]) -> None:
        """Erase turns, for instance all of one voice, and prove that they are gone."""
        erase_turns(self.database, media_id, turns)

    def erase_photos(self, name: str) -> None:
        """Erase the vectors of one name's photos and prove that they are gone."""
        erase_photos(self.database, name)

    def close(self) -> None:
        """May be called twice."""
        self.database.close()

    def __enter__(self) -> "Project":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def publish(draft: Path, path: Path) -> None:
    """Give a finished file its name, never in place of another file."""
    exists = ProjectError(f"{path} exists already.", "Open it, or choose another name.")
    try:
        # A link either appears whole or fails because the name is taken.
        os.link(draft, path)
    except FileExistsError as error:
        raise exists from error
    except (OSError, NotImplementedError) as error:
        # Memory sticks and some network shares know no links.
        if path.exists():
            raise exists from error
        draft.rename(path)
