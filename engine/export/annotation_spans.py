"""RTTM, ELAN and WebVTT: who speaks or shows when, without boxes."""

import re
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

from engine.edit.intervals import rounded
from engine.errors import ExportError, UserError
from engine.export.annotation import Annotation, label_of, row
from engine.export.captions import clock_time, vtt_text
from engine.export.xml_text import read_file, read_xml, xml_bytes
from engine.timebase import Span, seconds
from engine.types import Modality, Segment

NO_MODALITY = "person"
NO_DATE = "1970-01-01T00:00:00Z"
"""ELAN wants one; with the day of writing, equal annotations would differ."""
MODALITIES: dict[str, Modality] = {"face": "face", "body": "body", "voice": "voice", "caption": "caption"}
_TIER = re.compile(r"(?P<name>.*) \((?P<modality>[a-z]+)\)")
_CUE = re.compile(r"(?m)^(?P<start>[\d:.]+)\s+-->\s+(?P<end>[\d:.]+)")
_VOICE = re.compile(r"<v(?:\.[^ >]*)? (?P<name>[^>]+)>(?P<text>.*)", re.DOTALL)


def write_rttm(annotation: Annotation) -> bytes:
    """Turns as NIST's RTTM: `SPEAKER file 1 start duration <NA> <NA> name <NA> <NA>`, spaces in names as `_`.

    Raises ExportError where nobody is heard, for the format holds nothing else.
    """
    rows = [one for one in annotation.rows if "voice" in one.modalities]
    if not rows:
        raise ExportError(
            "Nobody's voice is known in this film, and RTTM holds nothing else.", "Choose another format."
        )
    file = _word(annotation.media.path.stem)
    lines = [
        f"SPEAKER {file} 1 {float(one.span.start):.3f} {float(one.span.duration):.3f} "
        f"<NA> <NA> {_word(one.person)} <NA> <NA>\n"
        for one in sorted(rows, key=lambda one: (one.span, one.person))
    ]
    return "".join(lines).encode("utf-8", "replace")


def read_rttm(path: Path) -> list[Segment]:
    """The turns of an RTTM file; `_` in names become spaces again. Raises UserError that names the line."""
    rows = []
    for number, line in enumerate(_lines(path), 1):
        words = line.split()
        if not words or words[0] != "SPEAKER":
            continue
        try:
            start, length = seconds(words[3]), seconds(words[4])
            rows.append(row(words[7].replace("_", " "), Span(start, start + length), "voice"))
        except (ValueError, IndexError):
            raise UserError(f"{path}, line {number}: this is no turn.", "Correct the line and try again.") from None
    return rows


def write_elan(annotation: Annotation) -> bytes:
    """ELAN's EAF 3.0: a tier for each person and modality, times in milliseconds."""
    root = ElementTree.Element("ANNOTATION_DOCUMENT", AUTHOR="", DATE=NO_DATE, FORMAT="3.0", VERSION="3.0")
    header = ElementTree.SubElement(root, "HEADER", MEDIA_FILE="", TIME_UNITS="milliseconds")
    ElementTree.SubElement(
        header, "MEDIA_DESCRIPTOR", MEDIA_URL=annotation.media.path.as_uri(), MIME_TYPE="video/*",
        RELATIVE_MEDIA_URL=f"./{annotation.media.path.name}",
    )  # fmt: skip
    slots = ElementTree.SubElement(root, "TIME_ORDER")
    tiers: dict[tuple[str, str], list[Segment]] = {}
    for one in annotation.rows:
        for modality in sorted(one.modalities) or [NO_MODALITY]:
            tiers.setdefault((label_of(one.person), modality), []).append(one)
    count = 0
    for (person, modality), rows in tiers.items():
        tier = ElementTree.SubElement(
            root, "TIER", LINGUISTIC_TYPE_REF="presence", PARTICIPANT=person, TIER_ID=f"{person} ({modality})"
        )
        for one in rows:
            count += 1
            _elan_row(tier, slots, one, modality, count)
    ElementTree.SubElement(root, "LINGUISTIC_TYPE", LINGUISTIC_TYPE_ID="presence", TIME_ALIGNABLE="true")
    return xml_bytes(root)


def read_elan(path: Path) -> list[Segment]:
    """The rows of tiers called `name (modality)`; a tier of another name is a person whose face shows."""
    root = read_xml(path, "ANNOTATION_DOCUMENT")
    times = {slot.get("TIME_SLOT_ID"): slot.get("TIME_VALUE") for slot in root.iter("TIME_SLOT")}
    rows = []
    for tier in root.iter("TIER"):
        called = _TIER.fullmatch(tier.get("TIER_ID", ""))
        modality = MODALITIES.get(called["modality"]) if called else "face"
        name = tier.get("PARTICIPANT", "") or (called["name"] if called else tier.get("TIER_ID", ""))
        for one in tier.iter("ALIGNABLE_ANNOTATION"):
            edges = [times.get(one.get(f"TIME_SLOT_REF{number}")) for number in (1, 2)]
            try:
                start, end = (seconds(edge or "") / 1000 for edge in edges)
                rows.append(row(name, Span(start, end), modality))
            except ValueError:
                raise UserError(
                    f"{path} has an annotation of {name} without times.", "Align it in ELAN and save again."
                ) from None
    return rows


def write_voices(annotation: Annotation) -> bytes:
    """WebVTT with a voice span for each person, `<v Ada>face`, one cue per row."""
    cues = []
    for one in sorted(annotation.rows, key=lambda one: (one.span, one.person)):
        start, end = rounded(one.span.start * 1000), rounded(one.span.end * 1000)
        what = ", ".join(sorted(one.modalities)) or NO_MODALITY
        name = vtt_text(label_of(one.person))
        cues.append(f"{clock_time(max(0, start), '.')} --> {clock_time(max(end, start + 1), '.')}\n<v {name}>{what}\n")
    return "\n".join(["WEBVTT\n", *cues]).encode("utf-8", "replace")


def read_voices(path: Path) -> list[Segment]:
    """The cues that have a voice span; its words are modalities, and a cue of other words is a voice."""
    rows: list[Segment] = []
    for block in re.split(r"\n\s*\n", "\n".join(_lines(path))):
        stamp = _CUE.search(block)
        voice = _VOICE.search(block[stamp.end() :]) if stamp else None
        if stamp is None or voice is None:
            continue
        try:
            span = Span(_time(stamp["start"]), _time(stamp["end"]))
        except ValueError:
            raise UserError(f"{path} has a cue at {stamp[0]!r}, which is no time.", "Correct the cue.") from None
        words = [word for word in re.split(r"[,\s]+", voice["text"].strip()) if word]
        told = (
            [MODALITIES[word] for word in words] if words and all(word in MODALITIES for word in words) else ["voice"]
        )
        rows += [row(_plain(voice["name"]), span, modality) for modality in told]  # type: ignore[arg-type]
    return rows


def _elan_row(tier: ElementTree.Element, slots: ElementTree.Element, one: Segment, text: str, number: int) -> None:
    aligned = ElementTree.SubElement(ElementTree.SubElement(tier, "ANNOTATION"), "ALIGNABLE_ANNOTATION")
    aligned.set("ANNOTATION_ID", f"a{number}")
    for end, time in ((1, one.span.start), (2, one.span.end)):
        slot = f"ts{2 * number + end - 2}"
        ElementTree.SubElement(slots, "TIME_SLOT", TIME_SLOT_ID=slot, TIME_VALUE=str(max(0, rounded(time * 1000))))
        aligned.set(f"TIME_SLOT_REF{end}", slot)
    ElementTree.SubElement(aligned, "ANNOTATION_VALUE").text = text


def _word(text: str) -> str:
    return label_of(text).replace(" ", "_")


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def _time(text: str) -> Fraction:
    parts = [seconds(part) for part in text.split(":")]
    if not 2 <= len(parts) <= 3:
        raise ValueError(text)
    total = seconds("0")
    for part in parts:
        total = total * 60 + part
    return total


def _lines(path: Path) -> list[str]:
    try:
        return read_file(path).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise UserError(f"{path} is not UTF-8 text.", "Save it in UTF-8.") from None
