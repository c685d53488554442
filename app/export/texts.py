"""What the formats and encodings are called, and what each is good for."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication


def format_texts() -> Mapping[str, tuple[str, str]]:
    """Name and explanation of each format."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("ExportForm", text)

    return {
        "smart": (tr("Video, smart cut"), tr("Copies the film and encodes only the edges: fast, and without loss.")),
        "encode": (tr("Video, encoded"), tr("Encodes every picture: any quality, crossfades.")),
        "otio": (tr("OpenTimelineIO"), tr("For DaVinci Resolve, Hiero and others.")),
        "fcpxml": (tr("Final Cut Pro XML"), tr("For Final Cut Pro and DaVinci Resolve.")),
        "xmeml": (tr("Premiere XML"), tr("For Premiere Pro, Final Cut Pro 7 and DaVinci Resolve.")),
        "edl": (tr("EDL (CMX 3600)"), tr("For almost every editing program.")),
        "llc": (tr("LosslessCut project"), tr("For LosslessCut.")),
        "csv": (tr("Table (CSV)"), tr("One row per segment, for spreadsheets.")),
        "json": (tr("Table (JSON)"), tr("One entry per segment, with exact times.")),
        "srt": (tr("Captions (SRT)"), tr("The person's name, shown while the person is there.")),
        "vtt": (tr("Captions (WebVTT)"), tr("The person's name, shown while the person is there.")),
        "chapters": (tr("Chapters (FFmpeg)"), tr("For FFmpeg and players that read its metadata.")),
        "mkv-chapters": (tr("Chapters (Matroska)"), tr("For mkvmerge.")),
        "annotation rttm": (tr("Annotation: RTTM"), tr("Who speaks when, for tools of speech.")),
        "annotation elan": (tr("Annotation: ELAN"), tr("A tier for each person, for ELAN.")),
        "annotation webvtt": (tr("Annotation: WebVTT"), tr("Persons as voices, for players and scripts.")),
        "annotation cvat": (tr("Annotation: CVAT"), tr("Persons in boxes, for CVAT.")),
        "annotation coco": (tr("Annotation: COCO"), tr("Persons in boxes, to train and judge detectors.")),
        "annotation mot": (tr("Annotation: MOTChallenge"), tr("Persons in boxes, to judge trackers.")),
    }


def encoding_texts() -> Mapping[str, str]:
    """Name of each encoding."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("ExportForm", text)

    return {
        "like the source": tr("Like the source (H.264)"),
        "small": tr("Small (H.264)"),
        "smaller": tr("Smaller (H.265)"),
        "web": tr("For the web (VP9)"),
        "smallest": tr("Smallest, slow (AV1)"),
        "draft": tr("Draft, fast (H.264)"),
    }
