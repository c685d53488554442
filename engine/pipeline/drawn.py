"""Say which face tracks of a piece are drawn, and describe their heads."""

from collections.abc import Sequence

import numpy as np

from engine.describe.chips import Chip
from engine.describe.drawn import MODEL, MOST, NEEDED, PICTURE_SHARE, drawn_faces, drawn_head, is_drawn
from engine.describe.face_tracks import DescribedTrack
from engine.detect.drawn_faces import FacesOfAllKinds
from engine.detect.drawn_picture import DrawnPicture
from engine.types import Feature, Floats, Pixels

SHOWS = 0.5
"""How sure the best close-up of a drawn face must be at least."""
HOPELESS = NEEDED - PICTURE_SHARE * MOST
"""Below it no picture around it makes a face a drawn one, so none is looked at."""


class DrawnTrack:
    """Asks of one face track whether it is drawn, once its best samples are known; then describes its heads."""

    def __init__(
        self, chips: Sequence[Chip], pictures: Sequence[Pixels | None], model: str, kinds: FacesOfAllKinds | None
    ) -> None:
        """`chips`, `pictures`: of each sample. `model`: of the face vectors. `kinds`: None where all are real."""
        self._chips, self._pictures, self._model, self._kinds = chips, pictures, model, kinds
        self._drawn = False
        self.is_nothing = False
        """Whether no close-up shows a face: leaves, stones and lamps of drawn places look like one from afar."""

    def __call__(self, best: tuple[int, ...], vectors: Floats, real: Floats) -> Floats | None:
        """(k,) how sure each of the best samples shows a drawn face; None for a real one. `real`: see `DrawnCheck`."""
        known, kinds = drawn_faces(self._model), self._kinds
        if known is None or kinds is None or kinds.picture is None or not len(vectors):
            return None
        face = float(known.nats(vectors).mean())
        if face < HOPELESS or not is_drawn(face, _around([self._pictures[i] for i in best], kinds.picture)):
            return None
        self._drawn = True
        shown = np.array([kinds.in_close_up(self._chips[i].image) for i in best], np.float32)
        self.is_nothing = bool(np.maximum(shown, real).max(initial=0.0) < SHOWS)
        return shown

    def feature(self, track: int, described: DescribedTrack) -> list[Feature]:
        """The heads of a drawn track; nothing for a real one."""
        if not self._drawn:
            return []
        best = zip(described.best, described.vectors, strict=True)
        heads = [drawn_head(self._chips[i].image, vector, self._model) for i, vector in best]
        return [Feature(track, MODEL, np.stack(heads), described.qualities)]


def head_of_photo(image: Pixels, chip: Chip, vector: Floats, model: str, tool: DrawnPicture | None) -> Floats | None:
    """The head of a photo's one face, None where it is taken for real. `image`: the photo (h, w, 3) uint8 RGB."""
    known = drawn_faces(model)
    if known is None or tool is None:
        return None
    face = float(known.nats(vector[None])[0])
    return drawn_head(chip.image, vector, model) if is_drawn(face, _around([image], tool)) else None


def _around(pictures: Sequence[Pixels | None], tool: DrawnPicture) -> float:
    """Mean log odds that the pictures are drawn."""
    told = [tool.nats(picture) for picture in pictures if picture is not None]
    return float(np.mean(told)) if told else 0.0
