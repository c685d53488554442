"""Open media files safely: local files only, and every failure told in one sentence."""

import stat
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError

from engine.errors import UnreadableMedia

HEAD_BYTES = 4096
# AVFMT_FLAG_GENPTS of libavformat/avformat.h.
GENERATE_PTS = 0x0001

# These formats name other files or addresses, which a file that was merely opened must never reach.
REFUSED_FORMATS = frozenset({"hls", "concat", "dash", "imf", "sdp", "rtsp", "avisynth", "vapoursynth"})
PLAYLIST_HEADS = (b"#EXTM3U", b"ffconcat version", b"<?xml", b"<MPD", b"<smil", b"[playlist]", b"v=0\r\n", b"v=0\n")

# FFmpeg plays plain text files as a scrolling terminal.
TEXT_FORMATS = frozenset({"tty", "bin", "idf", "xbin", "adf"})

# Brands of single pictures in the container that films use (ISO/IEC 23008-12, AV1 Image File Format).
STILL_BRANDS = frozenset({"avif", "heic", "heix", "heim", "heis", "mif1"})
PICTURE_HEADS = (b"\x89PNG", b"\xff\xd8\xff", b"BM", b"II*\0", b"MM\0*")

COPY_AGAIN = "Copy or download it again, or choose another file."


def open_container(path: str | Path) -> InputContainer:
    """Open a local media file for reading. The caller closes it (it is a context manager).

    Raises UnreadableMedia for what is missing, no plain file, empty, unreadable, a playlist, cut off, or no media.
    """
    path = Path(path)
    head = _read_head(path)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(PLAYLIST_HEADS):
        raise _playlist(path)
    try:
        # The prefix keeps a name such as "concat:a.ts" or "pipe:0" a name.
        container = av.open(
            f"file:{path.absolute()}",
            "r",
            container_options={"protocol_whitelist": "file"},
            metadata_errors="replace",
        )
    except (FFmpegError, OSError, ValueError) as error:
        raise _unopenable(path, head, error) from error
    # PyAV lets FFmpeg invent presentation stamps, wrongly for packed B-frames; players fall back on decoding stamps.
    container.flags &= ~GENERATE_PTS
    names = set(container.format.name.split(","))
    refusal = _refusal(path, container, names)
    if refusal is not None:
        container.close()
        raise refusal
    return container


def still_picture(path: Path) -> UnreadableMedia:
    """The error for a photo where a video is asked for."""
    return UnreadableMedia(path, "this is a still picture, not a video", "Choose a video; photos go with --photo.")


def not_media(path: Path) -> UnreadableMedia:
    """The error for a readable file that holds no picture or sound."""
    return UnreadableMedia(
        path, "this is not a video or sound file", "Choose a video such as .mp4, .mkv, .mov or .webm."
    )


def _read_head(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableMedia(path, "this is a folder, not a file", "Name a video inside it.")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableMedia(path, "this is a device or a pipe, not a file", "Save the video as a file first.")
        if status.st_size == 0:
            raise UnreadableMedia(path, "the file is empty (0 bytes)", COPY_AGAIN)
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except FileNotFoundError as error:
        raise UnreadableMedia(path, "there is no such file", "Check the name and the folder.") from error
    except PermissionError as error:
        next_step = "Change the file's permissions, or copy it to a folder of your own."
        raise UnreadableMedia(path, "there is no permission to read it", next_step) from error
    except OSError as error:
        reason = f"it cannot be read ({error.strerror or error})"
        raise UnreadableMedia(path, reason, "Check the name and the disk it lies on.") from error
    except ValueError as error:
        raise UnreadableMedia(path, "this is not a valid file name", "Check the name and the folder.") from error


def _refusal(path: Path, container: InputContainer, names: set[str]) -> UnreadableMedia | None:
    if names & REFUSED_FORMATS:
        return _playlist(path)
    if names & TEXT_FORMATS:
        return not_media(path)
    pictures = any(name.endswith("_pipe") or name == "image2" for name in names)
    if pictures or container.metadata.get("major_brand") in STILL_BRANDS:
        return still_picture(path)
    return None


def _playlist(path: Path) -> UnreadableMedia:
    next_step = "Open the video files themselves, or save the stream as one file first."
    return UnreadableMedia(path, "this is a playlist or a stream description, not a video", next_step)


def _unopenable(path: Path, head: bytes, error: Exception) -> UnreadableMedia:
    if isinstance(error, PermissionError):
        next_step = "Change the file's permissions, or copy it to a folder of your own."
        return UnreadableMedia(path, "there is no permission to read it", next_step)
    if head.startswith(PICTURE_HEADS):
        return still_picture(path)
    if head[4:8] == b"ftyp" and not _has_index(path):
        reason = "the file is cut off: its index is missing, so nothing in it can be found"
        return UnreadableMedia(path, reason, COPY_AGAIN)
    if head[4:8] == b"ftyp" or head.startswith((b"\x1aE\xdf\xa3", b"RIFF")):
        return UnreadableMedia(path, "the file is damaged", COPY_AGAIN)
    return not_media(path)


def _has_index(path: Path) -> bool:
    """True where an ISO base media file has a whole `moov` box at its top level (ISO/IEC 14496-12, 4.2)."""
    size = path.stat().st_size
    position = 0
    with path.open("rb") as file:
        while position + 8 <= size:
            file.seek(position)
            header = file.read(16)
            length, kind = int.from_bytes(header[:4], "big"), header[4:8]
            if length == 1:
                length = int.from_bytes(header[8:16], "big")
            elif length == 0:
                length = size - position
            if kind == b"moov":
                return position + length <= size
            if length < 8:
                return False
            position += length
    return False
