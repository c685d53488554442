"""What the user may choose of a cut, and how it is said to each encoder."""

import os
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

import av

from engine.errors import ExportError

AudioChoice: TypeAlias = Literal["auto", "copy", "encode"]
ENCODERS = {"h264": "libx264", "hevc": "libx265", "vp9": "libvpx-vp9", "av1": "libsvtav1"}
# Constant-quality values that look about alike, and hardly different from the source at its edges.
DEFAULT_CRF = {"h264": 18, "hevc": 20, "vp9": 24, "av1": 24}
PRESETS = ("ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow")
VP9_SPEED = dict(zip(PRESETS, (8, 7, 6, 5, 4, 2, 1, 1, 0), strict=True))
# libvpx looks ahead up to this speed only.
VP9_BEST_EFFORT = 5
# Above 9, SVT-AV1 warns of visible faults.
AV1_SPEED = dict(zip(PRESETS, (9, 9, 9, 9, 8, 7, 6, 4, 2), strict=True))


@dataclass(frozen=True, slots=True)
class CutOptions:
    """Choices beyond what is cut. The defaults work for every mode."""

    crf: int | None = None
    """Constant quality of what is encoded, lower is better; None takes the codec's default."""
    preset: str = "medium"
    """Effort of the encoder, one of `PRESETS`."""
    threads: int = 0
    """Threads of the video encoder; 0 takes as many as there are cores."""
    audio: AudioChoice = "auto"
    """`copy` moves packets, in sync to half a packet; `encode` is exact to the sample; `auto` copies where it can."""
    video_codec: str | None = None
    """Mode `encode`: h264, hevc, vp9 or av1; None takes the container's usual one."""
    audio_bitrate: int | None = None
    """Bits a second of encoded sound; None keeps about the quality of the source."""
    crossfade: Fraction = Fraction(0)
    """Mode `encode`: seconds for which one segment fades into the next; the film gets shorter by as much."""
    per_span: bool = False
    """Write one file per span, named after the target with a number."""
    round_to_frames: bool = False
    """Move the ends of the spans to the nearest frame, for times that were rounded when written down."""

    def __post_init__(self) -> None:
        if self.preset not in PRESETS:
            raise ExportError(f"There is no preset '{self.preset}'.", f"Choose one of {', '.join(PRESETS)}.")
        if self.crf is not None and not 0 <= self.crf <= 63:
            raise ExportError(f"A quality of {self.crf} does not exist.", "Choose a number from 0 (best) to 63.")
        if self.video_codec is not None and self.video_codec not in ENCODERS:
            raise ExportError(
                f"Video cannot be encoded as {self.video_codec}.", f"Choose one of {', '.join(ENCODERS)}."
            )
        if self.crossfade < 0:
            raise ExportError("A crossfade cannot be shorter than nothing.", "Give its length in seconds, 0 for none.")


def encoder_name(codec: str, pixel_format: str) -> str:
    """The encoder for a codec. Raises ExportError where this installation has none for the pixel format."""
    name = ENCODERS[codec]
    try:
        formats = {fmt.name for fmt in av.Codec(name, "w").video_formats or ()}
    except ValueError as error:
        raise ExportError(
            f"This installation cannot encode {codec}.", "Use the mode 'keyframe', or encode to another codec."
        ) from error
    if pixel_format not in formats:
        raise ExportError(
            f"This installation cannot encode {codec} with pixels of {pixel_format}.",
            "Use the mode 'keyframe', or encode to another codec.",
        )
    return name


def encoder_options(codec: str, options: CutOptions, extra: dict[str, str]) -> dict[str, str]:
    """Options of the encoder. `extra` are further parameters in the words of x264 or x265."""
    crf = str(DEFAULT_CRF[codec] if options.crf is None else options.crf)
    if codec == "vp9":
        speed = VP9_SPEED[options.preset]
        deadline = "good" if speed <= VP9_BEST_EFFORT else "realtime"
        return {"crf": crf, "deadline": deadline, "cpu-used": str(speed), "row-mt": "1"}
    if codec == "av1":
        # SVT-AV1 prints a banner on the terminal unless its environment says not to.
        os.environ.setdefault("SVT_LOG", "1")
        return {"crf": crf, "preset": str(AV1_SPEED[options.preset])}
    if codec == "hevc":
        extra = {"log-level": "none", "info": "0", **extra}
        if options.threads:
            extra["pools"] = str(options.threads)
    name = "x264-params" if codec == "h264" else "x265-params"
    joined = ":".join(f"{key}={value}" for key, value in extra.items())
    return {"crf": crf, "preset": options.preset, **({name: joined} if joined else {})}
