"""Keep what photos of a person look like with the project, as a command that can be undone."""

from collections.abc import Sequence

from PySide6.QtGui import QUndoCommand

from engine.store.choices import Photo, PhotoStore


class KeepPhotos(QUndoCommand):
    """Put photos of one name into the project. What is forgotten for good does not come back by undo or redo."""

    def __init__(self, store: PhotoStore, text: str, name: str, photos: Sequence[Photo]) -> None:
        """`photos`: all of `name`."""
        super().__init__(text)
        self._store, self.name, self._photos = store, name, tuple(photos)
        models = dict.fromkeys(photo.model for photo in photos)
        self._before = tuple(photo for model in models for photo in store.load(model) if photo.name == name)

    def redo(self) -> None:
        for photo in self._photos:
            self._store.save(photo)

    def undo(self) -> None:
        self._store.remove(self.name)
        for photo in self._before:
            self._store.save(photo)

    def forget(self) -> None:
        """Let go of the photos, here too."""
        self._photos = self._before = ()
