"""Make, open and close the gallery: one file for all videos, which is kept only after the user turned it on."""

import tempfile
from pathlib import Path
from types import TracebackType

from engine.errors import ProjectError
from engine.store.choices import SettingStore
from engine.store.database import Database, make_file
from engine.store.failures import GALLERY_SUFFIX, HalfWritten, told_file_errors
from engine.store.gallery_erase import erase_identity
from engine.store.gallery_schema import GALLERY
from engine.store.identities import IdentityStore
from engine.store.locations import data_folder
from engine.store.project import publish
from engine.store.prototypes import PrototypeStore

_ON = "on"
_HEADER_BYTES = 64


class Gallery:
    """An open gallery. Threads may share it; other processes may read it meanwhile, but not write."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.identities = IdentityStore(database)
        self.prototypes = PrototypeStore(database)
        self.settings = SettingStore(database)

    @classmethod
    def create(cls, path: Path) -> "Gallery":
        """Make an empty gallery, turned off; the file appears whole or not at all. Raises ProjectError."""
        with told_file_errors(path):
            if not path.parent.is_dir():
                raise ProjectError(f"There is no folder {path.parent}.", "Make it, or choose another place.")
            with tempfile.TemporaryDirectory(prefix=".onlylook-", dir=path.parent) as folder:
                draft = Path(folder) / f"draft{GALLERY_SUFFIX}"
                make_file(draft, GALLERY)
                publish(draft, path)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path, read_only: bool = False) -> "Gallery":
        """Raises ProjectError where it is missing, damaged, too new or no gallery, ProjectInUse where it is written."""
        if read_only and _is_older(path):
            # A reader may not convert, a writer does so by opening.
            Database(path, kind=GALLERY).close()
        try:
            return cls(Database(path, read_only, GALLERY))
        except HalfWritten:
            # Nor may a reader repair.
            Database(path, kind=GALLERY).close()
            return cls(Database(path, read_only, GALLERY))

    @classmethod
    def open_or_create(cls, path: Path) -> "Gallery":
        return cls.open(path) if path.exists() else cls.create(path)

    @property
    def path(self) -> Path:
        return self.database.path

    @property
    def is_encrypted(self) -> bool:
        """Then nothing of it may lie beside it, such as an index."""
        return self.database.is_encrypted

    @property
    def is_on(self) -> bool:
        """Whether films are compared with it."""
        return self.settings.load(_ON, False) is True

    def turn(self, on: bool) -> None:
        self.settings.save(_ON, on)

    def erase(self, identity: int) -> None:
        """Erase one identity and prove that it is gone, see `engine.store.gallery_erase`."""
        erase_identity(self.database, identity)

    def close(self) -> None:
        """May be called twice."""
        self.database.close()

    def __enter__(self) -> "Gallery":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _is_older(path: Path) -> bool:
    """By the header, in which SQLite keeps `user_version`; whatever is wrong with the file is told on opening."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except OSError:
        return False
    return len(header) == _HEADER_BYTES and 0 < int.from_bytes(header[-4:], "big") < GALLERY.version


def gallery_path() -> Path:
    """Where the user's gallery lies, whether or not there is one."""
    return data_folder() / f"gallery{GALLERY_SUFFIX}"
