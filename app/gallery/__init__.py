"""The cast: who is in the film, as cards, and the tracks of one person as pictures."""

from app.gallery.dock import GalleryDock

__all__ = ["GalleryDock"]
