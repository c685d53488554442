"""Turn a cut plan into the packets of the new video stream: copies where it says so, fresh ones at the edges."""

from collections.abc import Iterator

from av.video.frame import VideoFrame

from engine.export.cut_plan import CutPlan, Part
from engine.export.encode_edges import Coded, EdgeEncoder
from engine.export.packets import PacketIndex
from engine.export.packets_nal import broken_link
from engine.export.packets_read import FrameSource, PacketReader
from engine.export.packets_sets import ParameterSets
from engine.export.packets_types import AnyPacket
from engine.types import Media


def video_packets(
    media: Media, index: PacketIndex, plan: CutPlan, encoder: EdgeEncoder | None, sets: ParameterSets | None
) -> Iterator[Coded]:
    """Every packet of the new stream in decode order. `encoder` may be None where the plan encodes nothing."""
    with PacketReader(media, index) as reader, FrameSource(media, index) as pictures:
        done = 0
        for part in plan.parts:
            # Within a part all frames keep their distances, so one offset moves their stamps.
            offset = int(plan.stamps[done] - index.times[part.first])
            if part.kind == "copy":
                yield from _copied(reader, index, part, offset, sets)
            else:
                assert encoder is not None
                frames = _stamped(pictures, part, offset)
                yield from encoder.encode(frames, part.ends_sequence)
            done += part.frames


def _copied(
    reader: PacketReader, index: PacketIndex, part: Part, offset: int, sets: ParameterSets | None
) -> Iterator[Coded]:
    for place, packet in reader.packets(part.start):
        if part.first <= index.rank[place] <= part.last:
            assert packet.pts is not None
            data: bytes | AnyPacket = packet
            if place == part.start and part.broken_link and sets is not None:
                data = broken_link(bytes(packet), sets.length_size)
            yield Coded(data, packet.pts + offset, packet.is_keyframe)
        if place == part.stop - 1:
            return


def _stamped(pictures: FrameSource, part: Part, offset: int) -> Iterator[tuple[VideoFrame, int]]:
    for frame in pictures.frames(part.first, part.last):
        assert frame.pts is not None
        yield frame, frame.pts + offset
