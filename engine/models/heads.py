"""Heads that adapt face vectors to the cast of one project: where each lies, and how it is used.

A head is an ONNX file beside the project, `film.head.onnx` for `film.olat`, from `embedding` (n, d) to `adapted` (n,
d), both of unit length. Its metadata say for which embedding it is and what share of held-back corrected tracks was
told right with and without it; none is written that is not better.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.models.session import onnxruntime, open_session
from engine.types import Floats

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

log = logging.getLogger(__name__)

SUFFIX = ".head.onnx"


@dataclass(frozen=True, slots=True)
class CastHead:
    """`model`: name of the face embedding whose vectors it takes. `before`, `after`: shares 0..1 told right.

    `corrections`: digest of the corrections that it was made of.
    """

    model: str
    before: float
    after: float
    tracks: int
    corrections: str
    session: "InferenceSession"

    def adapted(self, vectors: Floats) -> Floats:
        """(n, d) of unit length to (n, d) of unit length."""
        if not len(vectors):
            return vectors
        made: Floats = self.session.run(("adapted",), {"embedding": np.ascontiguousarray(vectors, np.float32)})[0]
        return made


def head_path(project: Path) -> Path:
    return project.with_suffix(SUFFIX)


def cast_head(project: Path) -> CastHead | None:
    """The head beside a project; None where there is none, or where it is damaged, which a logged sentence says."""
    path = head_path(project)
    if not path.is_file():
        return None
    failures = onnxruntime().capi.onnxruntime_pybind11_state
    try:
        session = open_session(path, "cpu", threads=1)
        facts = session.get_modelmeta().custom_metadata_map
        return CastHead(
            facts["model"],
            float(facts["before"]),
            float(facts["after"]),
            int(facts["tracks"]),
            facts["corrections"],
            session,
        )
    except (KeyError, ValueError, failures.InvalidProtobuf, failures.Fail, failures.InvalidGraph) as error:
        log.warning("The head %s is not used, because it cannot be read (%s); train it again.", path, error)
        return None
