"""Hand a cut to LosslessCut, which many use to look at, correct and export segments."""

import json

from engine.export.timeline import Timeline, label, only_source


def write_llc(timeline: Timeline) -> bytes:
    """A LosslessCut project, version 2 (its schema `llcProjectV2Schema`), as JSON, which its JSON5 reader takes.

    LosslessCut opens it by itself when it lies beside the video as `<video's name without suffix>-proj.llc`.
    Raises ExportError for several sources or none.
    """
    media = only_source(timeline)
    segments = [
        {
            "start": float(clip.span.start),
            "end": float(clip.span.end),
            "name": label(clip),
            "tags": {"confidence": f"{clip.confidence:.2f}", "modalities": " ".join(sorted(clip.modalities))},
            "selected": True,
        }
        for clip in timeline.cut.clips
    ]
    project = {"version": 2, "mediaFileName": media.path.name, "cutSegments": segments}
    return (json.dumps(project, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")
