"""A smart cut holds exactly the frames asked for, copies what it can to the byte, and plays everywhere."""

import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import av
import pytest

from engine.errors import ExportError
from engine.export.encode_settings import CutOptions
from engine.export.packets_nal import says_how_to_display, split_units
from engine.export.packets_sets import unpack
from engine.export.video import CutReport, cut_video
from engine.progress import run
from engine.timebase import Span

QUICK = CutOptions(preset="ultrafast", threads=1)
AUDIO_FRAME = 1024 / 48000
X264 = (("preset", "veryfast"),)
X265 = (("preset", "ultrafast"),)

SOURCES: dict[str, dict[str, Any]] = {
    "b frames": {"params": "keyint=25:bframes=3:scenecut=0", "options": X264, "sounds": ("aac",)},
    "b pyramid": {"params": "keyint=30:min-keyint=30:bframes=5:b-adapt=0:b-pyramid=normal", "options": X264},
    "no b frames": {"params": "keyint=20:bframes=0", "options": X264, "suffix": ".mkv"},
    "baseline": {"params": "keyint=25", "options": (*X264, ("profile", "baseline")), "suffix": ".mov"},
    "long gop": {"params": "keyint=infinite:scenecut=0", "options": X264},
    "intra refresh": {"params": "keyint=25:intra-refresh=1:bframes=0", "options": X264},
    "open gop": {"params": "keyint=20:open-gop=1:bframes=3:b-adapt=0:scenecut=0", "options": X264},
    "ten bit": {"params": "keyint=25", "options": X264, "pixels": "yuv420p10le"},
    "full range": {"params": "keyint=25", "options": X264, "pixels": "yuvj420p"},
    "own sps id": {"params": "keyint=25:sps-id=1", "options": X264},
    "film rate": {
        "params": "keyint=24",
        "options": X264,
        "fps": Fraction(24000, 1001),
        "time_base": Fraction(1, 24000),
        "sounds": ("aac",),
    },
    "anamorphic": {"params": "keyint=25", "options": X264, "aspect": Fraction(64, 45)},
    "interlaced": {"params": "keyint=25:tff=1", "options": X264, "interlaced": True},
    "hevc": {"codec": "libx265", "params": "keyint=20:open-gop=0", "options": X265, "sounds": ("aac",)},
    "hevc open gop": {
        "codec": "libx265",
        "params": "keyint=20:min-keyint=20:open-gop=1:bframes=3:b-adapt=0",
        "options": X265,
    },
    "hevc mkv": {"codec": "libx265", "params": "keyint=15:open-gop=1", "options": X265, "suffix": ".mkv"},
    "hevc ten bit": {
        "codec": "libx265",
        "params": "keyint=20",
        "options": X265,
        "pixels": "yuv420p10le",
        "suffix": ".mov",
    },
    "vp9": {
        "codec": "libvpx-vp9",
        "options": (("g", "20"), ("deadline", "realtime"), ("cpu-used", "8")),
        "suffix": ".webm",
        "time_base": Fraction(1, 1000),
        "sounds": ("libopus",),
    },
    "av1": {
        "codec": "libsvtav1",
        "options": (("g", "20"), ("preset", "9")),
        "suffix": ".mkv",
        "time_base": Fraction(1, 1000),
        "sounds": ("libopus",),
    },
}


def uneven(count: int, seed: int) -> tuple[int, ...]:
    """Stamps of a recording with variable frame rate, in ticks of 1/12800 s."""
    steps = random.Random(seed).choices([256, 512, 512, 1024, 3000], k=count)
    return tuple(sum(steps[:n]) for n in range(count))


SOURCES["variable rate"] = {
    "params": "keyint=25:bframes=3",
    "options": X264,
    "times": uneven(100, 3),
    "sounds": ("aac",),
}


def spans_at(rng: random.Random, seconds: float, count: int) -> list[Span]:
    """Random spans apart from each other; their ends lie anywhere, mostly not on a frame."""
    edges = sorted(Fraction(rng.randrange(0, round(seconds * 1000)), 1000) for _ in range(2 * count))
    return [Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]


def judged(kit: ModuleType, clip: Any, target: Path, spans: list[Span], options: CutOptions = QUICK) -> CutReport:
    """Cut, and check everything that must hold for any smart cut."""
    report: CutReport = run(cut_video(clip.media, spans, target, "smart", options))
    wanted = kit.wanted_numbers(clip, spans)
    assert kit.numbers(target) == wanted
    assert report.frames == len(wanted)
    assert report.frames == len(kit.video_packets(target))
    assert kit.copied_bytes(clip.path, target) >= report.frames_copied
    kit.assert_even(target, clip, wanted)
    kit.assert_plays(target)
    margin = AUDIO_FRAME if clip.recipe.sounds else 0.0
    kit.assert_clicks(clip, target, report, margin, AUDIO_FRAME)
    return report


@pytest.mark.parametrize("name", SOURCES)
def test_random_spans_keep_exactly_their_frames(
    name: str, clip: Callable[..., Any], kit: ModuleType, tmp_path: Path
) -> None:
    source = clip(**SOURCES[name])
    rng = random.Random(name)
    seconds = float(source.media.duration)
    for count in (1, 3):
        spans = spans_at(rng, seconds, count)
        if kit.wanted_numbers(source, spans):
            judged(kit, source, tmp_path / f"cut{count}{source.path.suffix}", spans)


@pytest.mark.parametrize("name", [name for name in SOURCES if name not in ("long gop", "intra refresh", "open gop")])
def test_whole_groups_are_copied_and_edges_alone_are_encoded(
    name: str, clip: Callable[..., Any], kit: ModuleType, tmp_path: Path
) -> None:
    source = clip(**SOURCES[name])
    stamps, base = source.recipe.stamps(), source.recipe.time_base
    spans = [Span((stamps[7] - stamps[0]) * base, (stamps[93] - stamps[0]) * base)]
    report = judged(kit, source, tmp_path / f"cut{source.path.suffix}", spans)
    # The longest group of pictures has 30 frames: at most that before the first key frame, a few at the end.
    assert report.frames_encoded <= 30 + 6
    assert report.frames_copied >= 50


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
@pytest.mark.parametrize("name", ["b frames", "hevc", "hevc open gop", "film rate"])
def test_the_container_may_change(
    name: str, suffix: str, clip: Callable[..., Any], kit: ModuleType, tmp_path: Path
) -> None:
    spans = [Span(Fraction(1, 3), Fraction(2)), Span(Fraction(5, 2), Fraction(7, 2))]
    report = judged(kit, clip(**SOURCES[name]), tmp_path / f"cut{suffix}", spans)
    assert report.frames_copied


def test_two_group_starts_in_a_row_need_no_encoding(clip: Callable[..., Any], kit: ModuleType, tmp_path: Path) -> None:
    source = clip(params="keyint=20:min-keyint=20:scenecut=0:bframes=3", options=X264)
    spans = [Span(Fraction(20, 25), Fraction(40, 25)), Span(Fraction(60, 25), Fraction(80, 25))]
    assert judged(kit, source, tmp_path / "cut.mp4", spans).frames_encoded == 0


def test_open_group_after_a_copy_is_set_apart_by_an_encoded_end(
    clip: Callable[..., Any], kit: ModuleType, tmp_path: Path
) -> None:
    source = clip(**SOURCES["hevc open gop"])
    with av.open(str(source.path)) as container:
        keys = sorted(p.pts for p in container.demux(container.streams.video[0]) if p.size and p.is_keyframe)
    base = source.recipe.time_base
    spans = [Span(Fraction(0), Fraction(17, 25)), Span(keys[2] * base, keys[3] * base)]
    report = judged(kit, source, tmp_path / "cut.mp4", spans)
    assert report.frames_copied > 20


def test_the_picture_keeps_how_it_is_shown(clip: Callable[..., Any], kit: ModuleType, tmp_path: Path) -> None:
    source = clip(
        params="keyint=25", options=X264, rotation=90, aspect=Fraction(4, 3), timecode="10:00:00:00", suffix=".mov"
    )
    run(cut_video(source.media, [Span(Fraction(1, 5), Fraction(2))], tmp_path / "cut.mov", "smart", QUICK))
    before, after = source.media.video, kit.probe(tmp_path / "cut.mov").video
    assert (after.rotation, after.pixel_aspect) == (before.rotation, before.pixel_aspect) == (90, Fraction(4, 3))
    assert (after.pixel_format, after.profile) == (before.pixel_format, before.profile)
    assert after.timecode == "10:00:00:05"


def test_encoded_edges_look_like_the_source(clip: Callable[..., Any], kit: ModuleType, tmp_path: Path) -> None:
    source = clip(params="keyint=25", options=(*X264, ("crf", "10")))
    span = Span(Fraction(3, 25), Fraction(90, 25))
    run(cut_video(source.media, [span], tmp_path / "cut.mp4", "smart", CutOptions(crf=10)))
    originals = kit.decoded(source.path)[3:90]
    for old, new in zip(originals, kit.decoded(tmp_path / "cut.mp4"), strict=True):
        difference = old.to_ndarray(format="gray").astype(float) - new.to_ndarray(format="gray")
        assert abs(difference).mean() < 2


def test_codecs_that_cannot_be_joined_are_refused_with_a_way_out(clip: Callable[..., Any], tmp_path: Path) -> None:
    for suffix, word in ((".mp4", "mpeg4"), (".avi", "avi")):
        source = clip(codec="mpeg4", suffix=suffix, time_base=Fraction(1, 25))
        with pytest.raises(ExportError, match="encode") as caught:
            run(cut_video(source.media, [Span(Fraction(1), Fraction(2))], tmp_path / "cut.mkv"))
        assert word in caught.value.what
    assert list(tmp_path.iterdir()) == []


def test_colours_are_the_same_in_copied_and_encoded_frames(
    clip: Callable[..., Any], kit: ModuleType, tmp_path: Path
) -> None:
    colours = "colorprim=bt470bg:transfer=bt470bg:colormatrix=bt470bg"
    for codec, options in (("libx264", X264), ("libx265", X265)):
        source = clip(codec=codec, params=f"keyint=25:{colours}", options=options)
        run(cut_video(source.media, [Span(Fraction(1, 2), Fraction(3))], tmp_path / "cut.mp4", "smart", QUICK))
        found = {(frame.colorspace, frame.color_range) for frame in kit.decoded(tmp_path / "cut.mp4")}
        assert found == {(frame.colorspace, frame.color_range) for frame in kit.decoded(source.path)}
        assert len(found) == 1


def test_encoded_edges_say_the_same_of_hdr(clip: Callable[..., Any], kit: ModuleType, tmp_path: Path) -> None:
    master = "master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1):max-cll=1000,400"
    params = f"keyint=25:repeat-headers=1:{master}:hdr10=1"
    source = clip(codec="libx265", params=params, options=X265, pixels="yuv420p10le")
    report = run(cut_video(source.media, [Span(Fraction(1, 2), Fraction(3))], tmp_path / "cut.mp4", "smart", QUICK))
    assert report.frames_encoded
    starts = [kit.video_packets(path)[0] for path in (source.path, tmp_path / "cut.mp4")]
    before, after = ([u for u in split_units(bytes(p), 4) if says_how_to_display(u)] for p in starts)
    assert before == after != []


def units_of(kit: ModuleType, path: Path) -> set[bytes]:
    """The slices of a video, whatever frames them."""
    with av.open(str(path)) as container:
        sets = unpack("h264", container.streams.video[0].codec_context.extradata or b"")
    units = (unit for packet in kit.video_packets(path) for unit in split_units(bytes(packet), sets.length_size))
    return {unit for unit in units if unit[0] & 31 in (1, 5)}


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_a_broadcast_stream_becomes_a_file(
    suffix: str, clip: Callable[..., Any], kit: ModuleType, tmp_path: Path
) -> None:
    source = clip(params="keyint=25:bframes=2", options=X264, suffix=".ts", sounds=("aac",))
    spans = [Span(Fraction(1, 5), Fraction(3, 2)), Span(Fraction(2), Fraction(7, 2))]
    media, target = source.media, tmp_path / f"cut{suffix}"
    report = run(cut_video(media, spans, target, "smart", QUICK))
    times = [(frame.pts * frame.time_base - media.start, kit.number_of(frame)) for frame in kit.decoded(source.path)]
    assert kit.numbers(target) == [number for time, number in times if any(span.contains(time) for span in spans)]
    assert report.frames_copied > 40
    assert len(units_of(kit, source.path) & units_of(kit, target)) >= report.frames_copied
    kit.assert_plays(target)


def test_a_change_of_picture_size_is_refused(clip: Callable[..., Any], kit: ModuleType, tmp_path: Path) -> None:
    small = clip(params="keyint=25", options=X264, suffix=".ts", frames=30)
    large = tmp_path / "large.ts"
    with av.open(str(large), "w") as output:
        stream = output.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 384, 224, "yuv420p"
        for number in range(30):
            output.mux(stream.encode(kit.picture(number, "yuv420p").reformat(384, 224)))
        output.mux(stream.encode(None))
    both = tmp_path / "both.ts"
    both.write_bytes(small.path.read_bytes() + large.read_bytes())
    with pytest.raises(ExportError, match=r"size.*encode"):
        run(cut_video(kit.probe(both), [Span(Fraction(0), Fraction(1))], tmp_path / "cut.mp4"))


@pytest.mark.parametrize("mode", ["smart", "encode"])
@pytest.mark.parametrize("suffix", [".mkv", ".ts"])
def test_a_file_that_is_cut_off_gives_what_it_holds(
    suffix: str, mode: Any, clip: Callable[..., Any], kit: ModuleType, tmp_path: Path
) -> None:
    source = clip(params="keyint=25:bframes=2", options=X264, suffix=suffix, sounds=("aac",))
    broken = tmp_path / f"broken{suffix}"
    data = source.path.read_bytes()
    broken.write_bytes(data[: len(data) * 3 // 4])
    media = kit.probe(broken)
    report = run(cut_video(media, [Span(Fraction(1, 2), Fraction(9))], tmp_path / "cut.mp4", mode, QUICK))
    found = kit.numbers(tmp_path / "cut.mp4")
    assert 30 < report.frames == len(found) < 90
    assert found[:-2] == list(range(found[0], found[0] + len(found) - 2))


def test_real_clips_keep_their_pictures(shared: Path, kit: ModuleType, tmp_path: Path) -> None:
    names = ["ghost_dirtydancing.mp4", "pyfeat_face_noface.mov", "avi_testhyland.mp4", "psd_goldeneye-vfr-drop3.mp4"]
    rng = random.Random(1)
    for name in names:
        media = kit.probe(shared / "media" / "clips" / name)
        frames = kit.decoded(media.path)
        spans = spans_at(rng, float(media.duration), 2)
        target = tmp_path / name
        report = run(cut_video(media, spans, target, "smart", QUICK))
        kept = [f for f in frames if any(s.contains(f.pts * f.time_base - media.start) for s in spans)]
        same = sum(
            (old.to_ndarray(format="gray") == new.to_ndarray(format="gray")).all()
            for old, new in zip(kept, kit.decoded(target), strict=True)
        )
        assert same >= report.frames_copied
        assert kit.copied_bytes(media.path, target) >= report.frames_copied
        kit.assert_plays(target)
