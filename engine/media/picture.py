"""One decoded picture, with only those pixels converted that someone asks for."""

import threading
from fractions import Fraction

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from engine.types import Pixels, VideoStream

# Chroma subsampling (columns, rows) of the formats whose planes are read in place.
PLANAR = {
    "yuv420p": (2, 2), "yuvj420p": (2, 2), "nv12": (2, 2),
    "yuv422p": (2, 1), "yuvj422p": (2, 1),
    "yuv444p": (1, 1), "yuvj444p": (1, 1),
}  # fmt: skip
LUMA_FIRST = frozenset(PLANAR) | {"gray", "yuv411p", "yuv410p", "yuv440p", "yuvj440p", "nv21", "nv16", "nv24"}

# Weights of red and blue in luma, by AVColorSpace number (ITU-T H.273, table 4).
LUMA_WEIGHTS = {1: (0.2126, 0.0722), 4: (0.30, 0.11), 5: (0.299, 0.114), 6: (0.299, 0.114), 7: (0.212, 0.087),
                9: (0.2627, 0.0593), 10: (0.2627, 0.0593)}  # fmt: skip
SWSCALE_SPACE = {
    1: Colorspace.ITU709, 4: Colorspace.FCC, 5: Colorspace.ITU601, 6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M, 9: Colorspace.BT2020, 10: Colorspace.BT2020,
}  # fmt: skip
BT709, BT601 = 1, 6
# Untagged video of this height or more is taken for BT.709, below for BT.601, as players do.
HD_HEIGHT = 720

QUARTER_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


class Scalers(threading.local):
    """Scaling contexts to reuse from picture to picture; each thread gets its own, as swscale needs."""

    def __init__(self) -> None:
        self.by_size: dict[tuple[int, int], VideoReformatter] = {}

    def get(self, size: tuple[int, int]) -> VideoReformatter:
        if size not in self.by_size:
            if len(self.by_size) > 8:
                self.by_size.clear()
            self.by_size[size] = VideoReformatter()
        return self.by_size[size]


class DecodedFrame:
    """A picture as the decoder left it. Pixels are read or converted when asked for, never before.

    `pts`: stamp in the stream's time base. `time`: exact player time. `key_frame`: True where decoding can start.
    `guessed`: True where the file gave no usable stamp, and `pts` was derived from its neighbours.
    Holding a frame holds one of the decoder's buffers: keep what you need of it, not the frame.
    """

    __slots__ = ("_frame", "_rgb", "_scalers", "_stream", "guessed", "key_frame", "pts", "time")

    def __init__(
        self,
        frame: VideoFrame,
        stream: VideoStream,
        pts: int,
        time: Fraction,
        guessed: bool = False,
        scalers: Scalers | None = None,
    ) -> None:
        self.pts = pts
        self.time = time
        self.key_frame = bool(frame.key_frame)
        self.guessed = guessed
        self._frame = frame
        self._stream = stream
        self._scalers = scalers or Scalers()
        self._rgb: Pixels | None = None

    def plane(self, index: int) -> Pixels:
        """A read-only view of one plane as coded, not turned: (h, w) uint8; NV12's second plane has U and V in turn.

        Raises ValueError for formats that do not keep 8-bit luma in a plane of its own.
        """
        if self._frame.format.name not in LUMA_FIRST:
            raise ValueError(f"{self._frame.format.name} has no 8-bit luma plane")
        return _view(self._frame, index)

    def luma_sample(self, step: int) -> Pixels:
        """Every `step`-th pixel of every `step`-th row as coded, not turned: (h', w') uint8 brightness, as stored.

        A view without copying where the format keeps 8-bit luma; otherwise a small converted picture.
        """
        frame = self._frame
        if frame.format.name in LUMA_FIRST:
            return _view(frame, 0)[::step, ::step]
        size = max(1, -(-frame.width // step)), max(1, -(-frame.height // step))
        grey = self._scalers.get(size).reformat(
            frame, *size, format="gray", interpolation=Interpolation.POINT, dst_color_range=ColorRange.MPEG, threads=1
        )
        return _view(grey, 0)

    def scaled(self, width: int, height: int) -> Pixels:
        """The display picture (upright, square pixels) at a size: (height, width, 3) uint8 RGB, contiguous."""
        rotation = self._stream.rotation
        size = (height, width) if rotation in (90, 270) else (width, height)
        rgb = self._convert(*size)
        return cv2.rotate(rgb, QUARTER_TURNS[rotation]) if rotation else rgb  # type: ignore[return-value]

    def display(self) -> Pixels:
        """The whole display picture at its own size, kept until the frame goes: (h, w, 3) uint8 RGB, read-only."""
        if self._rgb is None:
            self._rgb = self.scaled(*self._stream.display_size)
            self._rgb.flags.writeable = False
        return self._rgb

    def region(self, x: int, y: int, w: int, h: int, out: Pixels | None = None) -> Pixels:
        """A part of the display picture at full size: (h, w, 3) uint8 RGB, black outside of the picture.

        `x`, `y`, `w`, `h`: display pixels. Only this part is converted where the format is 8-bit planar YUV with
        square pixels; otherwise the whole picture is, once. `out`: (h, w, 3) uint8 to write into and return.
        """
        if out is None:
            out = np.empty((h, w, 3), np.uint8)
        return self._into(out, x, y, w, h)

    def region_shrunk(self, x: int, y: int, w: int, h: int, side: int) -> Pixels:
        """As `region`, scaled down by area so that neither side is longer than `side`; never scaled up.

        The planes are shrunk before they are converted, so a large part costs little more than a small one.
        """
        scale = min(1.0, side / max(w, h))
        return self._into(np.empty((max(1, round(h * scale)), max(1, round(w * scale)), 3), np.uint8), x, y, w, h)

    def _into(self, out: Pixels, x: int, y: int, w: int, h: int) -> Pixels:
        """Fill `out` with the part `x`, `y`, `w`, `h` of the display picture, shrunk where `out` is smaller."""
        width, height = self._stream.display_size
        left, top, right, bottom = max(x, 0), max(y, 0), min(x + w, width), min(y + h, height)
        inside = right > left and bottom > top
        if not inside or (right - left, bottom - top) != (w, h):
            out[:] = 0
        if inside:
            across, down = out.shape[1] / w, out.shape[0] / h
            x0, y0 = round((left - x) * across), round((top - y) * down)
            size = max(1, round((right - left) * across)), max(1, round((bottom - top) * down))
            target = out[y0 : y0 + size[1], x0 : x0 + size[0]]
            part = self._part(left, top, right, bottom, size)
            target[:] = part[: target.shape[0], : target.shape[1]]
        return out

    def _part(self, left: int, top: int, right: int, bottom: int, size: tuple[int, int]) -> Pixels:
        """(height, width, 3) RGB of display pixels, at `size` (width, height)."""
        if self._direct():
            return self._converted_part(left, top, right, bottom, size)
        part = self.display()[top:bottom, left:right]
        return part if size == (right - left, bottom - top) else _resized(part, size)

    def _direct(self) -> bool:
        """Whether display pixels are coded pixels, turned at most, in a format read in place."""
        frame, stream = self._frame, self._stream
        same_size = (frame.width, frame.height) == (stream.width, stream.height)
        return same_size and stream.pixel_aspect == 1 and frame.format.name in PLANAR

    def _converted_part(self, left: int, top: int, right: int, bottom: int, size: tuple[int, int]) -> Pixels:
        frame, rotation = self._frame, self._stream.rotation
        x0, y0, x1, y1 = {
            0: (left, top, right, bottom),
            90: (top, frame.height - right, bottom, frame.height - left),
            180: (frame.width - right, frame.height - bottom, frame.width - left, frame.height - top),
            270: (frame.width - bottom, left, frame.width - top, right),
        }[rotation]
        coded_size = size[::-1] if rotation in (90, 270) else size
        rgb = _planes_to_rgb(frame, (x0, y0, x1, y1), coded_size, *self._colour())
        return cv2.rotate(rgb, QUARTER_TURNS[rotation]) if rotation else rgb  # type: ignore[return-value]

    def _convert(self, width: int, height: int) -> Pixels:
        frame = self._frame
        space, full = self._colour()
        is_yuv = not frame.format.is_rgb and frame.format.name != "pal8"
        rgb = self._scalers.get((width, height)).reformat(
            frame,
            width,
            height,
            format="rgb24",
            src_colorspace=SWSCALE_SPACE[space] if is_yuv else None,
            src_color_range=(ColorRange.JPEG if full else ColorRange.MPEG) if is_yuv else None,
            dst_color_range=ColorRange.JPEG,
            interpolation=Interpolation.BILINEAR,
            threads=1,
        )
        rows = np.frombuffer(rgb.planes[0], np.uint8).reshape(height, -1)  # type: ignore[call-overload]
        return np.array(rows[:, : 3 * width]).reshape(height, width, 3)

    def _colour(self) -> tuple[int, bool]:
        """AVColorSpace number with known weights, and whether the levels are full range."""
        frame = self._frame
        full = frame.color_range == ColorRange.JPEG or frame.format.name.startswith("yuvj")
        if frame.format.name.startswith("gray") and frame.color_range != ColorRange.MPEG:
            full = True
        if frame.colorspace in LUMA_WEIGHTS:
            return frame.colorspace, full
        return (BT709 if max(frame.width, frame.height) >= 1280 or frame.height >= HD_HEIGHT else BT601), full


def _view(frame: VideoFrame, index: int) -> Pixels:
    plane = frame.planes[index]
    rows: Pixels = np.frombuffer(plane, np.uint8).reshape(plane.height, -1)  # type: ignore[call-overload]
    if plane.line_size < 0:
        rows = rows[::-1]
    columns = plane.width * (2 if frame.format.name == "nv12" and index == 1 else 1)
    rows = rows[:, :columns]
    # Other pictures may still be predicted from this one.
    rows.flags.writeable = False
    return rows


def _planes_to_rgb(
    frame: VideoFrame, box: tuple[int, int, int, int], size: tuple[int, int], space: int, full: bool
) -> Pixels:
    """Convert the coded pixels in `box` at `size` (width, height); at full size chroma is repeated, as in swscale."""
    x0, y0, x1, y1 = box
    across, down = PLANAR[frame.format.name]
    luma = _view(frame, 0)[y0:y1, x0:x1]
    rows, columns = slice(y0 // down, (y1 - 1) // down + 1), slice(x0 // across, (x1 - 1) // across + 1)
    if frame.format.name == "nv12":
        both = _view(frame, 1)
        chroma = np.dstack((both[rows, 0::2][:, columns], both[rows, 1::2][:, columns]))
    else:
        chroma = np.dstack((_view(frame, 1)[rows, columns], _view(frame, 2)[rows, columns]))
    if size != (x1 - x0, y1 - y0):
        luma, chroma = _resized(luma, size), _resized(chroma, size)
    elif (across, down) != (1, 1):
        chroma = chroma.repeat(down, axis=0) if down > 1 else chroma
        chroma = chroma.repeat(across, axis=1)
        chroma = chroma[y0 % down :, x0 % across :][: y1 - y0, : x1 - x0]
    # OpenCV interleaves many times faster than numpy does.
    yuv = cv2.merge((np.ascontiguousarray(luma), *(np.ascontiguousarray(chroma[..., i]) for i in range(2))))
    return cv2.transform(yuv, _to_rgb_matrix(space, full))  # type: ignore[return-value]


def _resized(image: Pixels, size: tuple[int, int]) -> Pixels:
    return np.asarray(cv2.resize(np.ascontiguousarray(image), size, interpolation=cv2.INTER_AREA), np.uint8)


def _to_rgb_matrix(space: int, full: bool) -> NDArray[np.float32]:
    """(3, 4) from (Y, U, V, 1) in 0..255 to RGB in 0..255 (ITU-R BT.601, BT.709: inverse of the Y'CbCr equations)."""
    red, blue = LUMA_WEIGHTS[space]
    green = 1 - red - blue
    gain_y, gain_c, black = (1.0, 1.0, 0.0) if full else (255 / 219, 255 / 224, 16.0)
    to_red, to_blue = 2 * (1 - red) * gain_c, 2 * (1 - blue) * gain_c
    to_green_u, to_green_v = -to_blue * blue / green, -to_red * red / green
    matrix = np.array(
        [[gain_y, 0, to_red, 0], [gain_y, to_green_u, to_green_v, 0], [gain_y, to_blue, 0, 0]], np.float32
    )
    matrix[:, 3] = -(matrix[:, 0] * black + (matrix[:, 1] + matrix[:, 2]) * 128)
    return matrix
