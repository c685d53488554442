"""Bring together what goes into one file of a cut: video, sound, subtitles and what describes them."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream as AvAudioStream
from av.container import InputContainer, OutputContainer
from av.video.stream import VideoStream as AvVideoStream

from engine.errors import ExportError
from engine.export.cut_plan import CutPlan, Mode, frames_of, has_open_starts, plan_cut, snapped, source_reorders
from engine.export.encode_audio import encoded_sound
from engine.export.encode_edges import EdgeEncoder
from engine.export.encode_full import DEFAULT_CODEC, REORDER, FullEncoder
from engine.export.encode_settings import CutOptions
from engine.export.encode_times import Pictures
from engine.export.packets import PacketIndex, open_source, source_sets, video_stream
from engine.export.smart_audio import copied_sound
from engine.export.smart_subtitles import cut_subtitles, subtitle_form
from engine.export.smart_video import video_packets
from engine.export.video_streams import (
    FALLBACK_SOUND,
    FORMATS,
    add_fonts,
    add_sound_copy,
    add_sound_encoder,
    add_subtitles,
    add_video_copy,
    copy_sound,
    describe,
    held_codecs,
    left_out,
)
from engine.export.video_write import Timed, sound_lane, subtitle_lane, video_lane, write_lanes
from engine.progress import Job
from engine.timebase import Span
from engine.types import AudioStream, Media


class CutJob:
    """Plans and writes the files of one cut of the video whose packets `index` lists; `warnings` grows meanwhile."""

    def __init__(self, media: Media, index: PacketIndex, kind: str, mode: Mode, options: CutOptions) -> None:
        assert media.video is not None
        self._media, self._video = media, media.video
        self.index, self._kind = index, kind
        self._mode, self._options = mode, options
        self.warnings: list[str] = []

    def plans(self, spans: Sequence[Span]) -> list[CutPlan]:
        """One plan for all spans, or one for each. Raises ExportError where no frame lies in any of them."""
        clock = self._media.clock
        if self._options.round_to_frames:
            spans = [snapped(self.index, clock, span) for span in spans]
        groups = [[span] for span in spans] if self._options.per_span else [list(spans)]
        ranges = [frames_of(self.index.times, clock, group) for group in groups]
        if empty := sum(1 for found in ranges if not found) if self._options.per_span else 0:
            self.warnings.append(f"{empty} spans hold no frame and are left out.")
        plans = [self._plan(found) for found in ranges if found]
        if not plans:
            raise ExportError("No frame of the video lies in the spans.", "Check that they belong to this video.")
        return plans

    def _plan(self, ranges: list[tuple[int, int]]) -> CutPlan:
        if self._mode == "encode":
            reorder = REORDER[self._options.video_codec or DEFAULT_CODEC[self._kind]]
            step = self.index.last_duration * self._video.time_base
            if len(self.index.times) > 1:
                # The usual step, for a crossfade is asked for in seconds and made of whole frames.
                step = Fraction(int(self.index.times[-1] - self.index.times[0]), len(self.index.times) - 1)
                step *= self._video.time_base
            fade = round(self._options.crossfade / step)
            return plan_cut(self.index, self._media.clock, ranges, "encode", reorder=reorder, fade=fade)
        plan = plan_cut(self.index, self._media.clock, ranges, self._mode, reorder=int(self._reorders))
        self._explain(plan, ranges)
        return plan

    @property
    def _reorders(self) -> bool:
        """Whether encoded edges get B-frames."""
        if self._video.codec not in ("h264", "hevc") or not source_reorders(self.index):
            return False
        # A decoder throws away what it has not shown yet when a CRA starts a sequence (HEVC C.5.2.2), so before one
        # every picture must be shown as soon as it is decoded.
        return not has_open_starts(self.index)

    def _explain(self, plan: CutPlan, ranges: list[tuple[int, int]]) -> None:
        if self._mode == "keyframe":
            asked = sum(last - first + 1 for first, last in ranges)
            extra = (plan.frames - asked) / self._video.frame_rate
            if extra:
                self.warnings.append(f"Cutting at key frames keeps {float(extra):.2f} s more than was asked for.")
        elif all(part.kind == "encode" for part in plan.parts):
            self.warnings.append("No group of pictures lies whole in the spans, so all of the video is encoded.")

    def write(self, path: Path, plan: CutPlan) -> Job[None]:
        """Write one file. Raises ExportError, FFmpegError and OSError."""
        with ExitStack() as stack:
            source = stack.enter_context(open_source(self._media.path))
            output = stack.enter_context(av.open(str(path), "w", format=FORMATS[self._kind]))
            stream, lane = self._video_lane(stack, source, output, plan)
            lanes = [lane, *self._sound_lanes(source, output, plan), *self._subtitle_lanes(source, output, plan)]
            add_fonts(output, source, self._kind)
            describe(output, source, self._media, plan, stream)
            self.warnings += left_out(source, self._media, self._kind)
            frames = yield from write_lanes(output, lanes, stream, plan.frames)
            if frames != plan.frames:
                raise ExportError(
                    f"Only {frames} of {plan.frames} frames could be written.", "Use the mode 'encode' for this video."
                )

    def _video_lane(
        self, stack: ExitStack, source: InputContainer, output: OutputContainer, plan: CutPlan
    ) -> tuple[AvVideoStream, Iterator[Timed]]:
        original = video_stream(source, self._video)
        clock = self._media.clock
        if self._mode == "encode":
            full = FullEncoder(output, original, self._video, self._kind, self._options)
            pictures = stack.enter_context(Pictures(self._media, self.index))
            stack.callback(self._count_replaced, pictures)
            return full.stream, video_lane(full.packets(plan, pictures.frames), plan, clock, full.stream)
        sets = source_sets(original, self._video.codec)
        encoder = self.edge_encoder(original, plan)
        extradata = encoder.extradata if encoder is not None else None
        stream = add_video_copy(output, original, self._video, extradata, self._kind)
        packets = video_packets(self._media, self.index, plan, encoder, sets)
        return stream, video_lane(packets, plan, clock, stream)

    def edge_encoder(self, original: AvVideoStream, plan: CutPlan) -> EdgeEncoder | None:
        """What encodes the frames that the plan does not copy; None where it copies all. Raises ExportError."""
        if all(part.kind == "copy" for part in plan.parts):
            return None
        sets = source_sets(original, self._video.codec)
        return EdgeEncoder(original, self._video, sets, self.index, self._options, reorder=self._reorders)

    def _count_replaced(self, pictures: Pictures) -> None:
        if pictures.replaced:
            self.warnings.append(f"{pictures.replaced} damaged pictures are replaced by those before them.")

    def _sound_lanes(self, source: InputContainer, output: OutputContainer, plan: CutPlan) -> list[Iterator[Timed]]:
        held = held_codecs(self._kind)
        return [self._sound_lane(source, output, audio, plan, held) for audio in self._media.audio]

    def _sound_lane(
        self, source: InputContainer, output: OutputContainer, audio: AudioStream, plan: CutPlan, held: frozenset[str]
    ) -> Iterator[Timed]:
        original = source.streams[audio.index]
        assert isinstance(original, AvAudioStream)
        encodes = self._mode == "encode" and self._options.audio == "auto"
        if not encodes and not self._options.crossfade and copy_sound(audio, held, self._options):
            stream = add_sound_copy(output, original, audio)
            # Only these can say that what stands before time 0 is not to be heard.
            warm_up = self._kind in ("mp4", "mov")
            sounds = copied_sound(self._media, audio, plan.stretches, warm_up=warm_up)
            return sound_lane(sounds, audio.sample_rate, stream)
        wanted = FALLBACK_SOUND[self._kind] if encodes else None
        stream, context = add_sound_encoder(output, original, audio, self._kind, self._options, wanted)
        if self._mode != "encode" and context.codec.canonical_name != audio.codec:
            self.warnings.append(f"Sound in {audio.codec} is encoded as {context.codec.canonical_name}.")
        encoded = encoded_sound(self._media, audio, plan.stretches, context)
        if stream.codec_context is not context:
            encoded = (sound for sound in encoded if sound.start >= 0)
        return sound_lane(encoded, context.sample_rate, stream)

    def _subtitle_lanes(self, source: InputContainer, output: OutputContainer, plan: CutPlan) -> list[Iterator[Timed]]:
        lanes = []
        for track in self._media.subtitles:
            form = subtitle_form(track.codec, self._kind)
            if form is None:
                self.warnings.append(f"A .{self._kind} file cannot hold the {track.codec} subtitles; .mkv can.")
                continue
            stream = add_subtitles(output, source.streams[track.index], track, form)
            lanes.append(subtitle_lane(cut_subtitles(self._media, track, plan.stretches, form), stream))
        return lanes
