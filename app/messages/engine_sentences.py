"""Sentences of the engine that a user of the window may read, as templates: a number in braces for each value.

A test compares them with what the engine says, so that they follow when its words change.
"""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802  The name by which lupdate finds texts in tables.
    return text


SENTENCES: tuple[str, ...] = (
    # Files that cannot be read; their sentence begins with the path.
    QT_TRANSLATE_NOOP("Engine", "{0}: this is not a video or sound file."),
    QT_TRANSLATE_NOOP("Engine", "Choose a video such as .mp4, .mkv, .mov or .webm."),
    QT_TRANSLATE_NOOP("Engine", "{0}: this is a still picture, not a video."),
    QT_TRANSLATE_NOOP("Engine", "Choose a video; photos go with --photo."),
    QT_TRANSLATE_NOOP("Engine", "{0}: this is a playlist or a stream description, not a video."),
    QT_TRANSLATE_NOOP("Engine", "{0}: there is no permission to read it."),
    QT_TRANSLATE_NOOP("Engine", "{0}: the file is damaged."),
    QT_TRANSLATE_NOOP("Engine", "{0}: this is a folder, not a file."),
    QT_TRANSLATE_NOOP("Engine", "Name a video inside it."),
    QT_TRANSLATE_NOOP("Engine", "{0}: the file is empty (0 bytes)."),
    QT_TRANSLATE_NOOP("Engine", "{0}: there is no such file."),
    QT_TRANSLATE_NOOP("Engine", "Check the name and the folder."),
    QT_TRANSLATE_NOOP("Engine", "{0}: the file holds sound but no video."),
    QT_TRANSLATE_NOOP("Engine", "{0}: its video stream holds no picture that can be decoded."),
    QT_TRANSLATE_NOOP("Engine", "Convert it to H.264 in .mp4 first."),
    QT_TRANSLATE_NOOP("Engine", "{0}: no picture can be decoded any more."),
    QT_TRANSLATE_NOOP("Engine", "{0}: the file breaks off after {1} of {2} s."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "Copy or download it again, or run the same command once more to work with the part that is there.",
    ),
    # Projects.
    QT_TRANSLATE_NOOP("Engine", "{0} is not a project of this program."),
    QT_TRANSLATE_NOOP("Engine", "Choose a file that ends in .olat."),
    QT_TRANSLATE_NOOP("Engine", "There is no project {0}."),
    QT_TRANSLATE_NOOP("Engine", "Check the name, or analyse a video to make one."),
    QT_TRANSLATE_NOOP("Engine", "You may not read the project {0}."),
    QT_TRANSLATE_NOOP("Engine", "Ask its owner to let you."),
    QT_TRANSLATE_NOOP("Engine", "The project {0} is open in another program."),
    QT_TRANSLATE_NOOP("Engine", "Close it there, or open it here for reading only."),
    QT_TRANSLATE_NOOP("Engine", "{0} is no longer there, nor beside the project."),
    QT_TRANSLATE_NOOP("Engine", "Put it back, or say in which folder it is now."),
    QT_TRANSLATE_NOOP("Engine", "{0} has changed since it was analysed."),
    QT_TRANSLATE_NOOP("Engine", "Analyse it again, or say where the original file is."),
    QT_TRANSLATE_NOOP("Engine", "{0} exists already."),
    QT_TRANSLATE_NOOP("Engine", "Open it, or choose another name."),
    QT_TRANSLATE_NOOP("Engine", "There is no folder {0}."),
    QT_TRANSLATE_NOOP("Engine", "Make it, or choose another place."),
    # Networks.
    QT_TRANSLATE_NOOP("Engine", "The model {0} ({1}) is not on this machine."),
    QT_TRANSLATE_NOOP("Engine", "The model {0} at {1} is not the file that was tested (sha256)."),
    QT_TRANSLATE_NOOP("Engine", "ONNX Runtime, which runs the networks, is not installed."),
    QT_TRANSLATE_NOOP("Engine", "PyTorch, which converts {0} at its first use, is not installed."),
    QT_TRANSLATE_NOOP("Engine", "Run `pip install torch`."),
    QT_TRANSLATE_NOOP("Engine", "Free some space, or name another folder in ONLYLOOK_HOME."),
    # Photos and names.
    QT_TRANSLATE_NOOP("Engine", "{0}: no face was found."),
    QT_TRANSLATE_NOOP("Engine", "Use a photo that shows the face from the front."),
    QT_TRANSLATE_NOOP("Engine", "{0}: {1} faces were found."),
    QT_TRANSLATE_NOOP("Engine", "Crop the photo to the one that is meant."),
    QT_TRANSLATE_NOOP("Engine", "{0}: it is not a picture that can be read."),
    QT_TRANSLATE_NOOP("Engine", "Use a JPEG, PNG, WebP or TIFF file."),
    QT_TRANSLATE_NOOP("Engine", "{0} is what the program calls persons by itself."),
    QT_TRANSLATE_NOOP("Engine", "Give a name such as Anna."),
    # Exports.
    QT_TRANSLATE_NOOP("Engine", "{0} cannot be written: {1}."),
    QT_TRANSLATE_NOOP("Engine", "There is nothing to export: the cut holds no segment."),
    QT_TRANSLATE_NOOP("Engine", "Loosen the rules and try again."),
    QT_TRANSLATE_NOOP("Engine", "The folder {0} does not exist."),
    QT_TRANSLATE_NOOP("Engine", "Make it first, or choose another."),
    QT_TRANSLATE_NOOP("Engine", "The cut would replace the video that it is made from."),
    QT_TRANSLATE_NOOP("Engine", "Give the new file another name."),
    QT_TRANSLATE_NOOP("Engine", "{0} is a folder."),
    QT_TRANSLATE_NOOP("Engine", "Give the name of a file."),
    QT_TRANSLATE_NOOP("Engine", "A cut cannot be written as '{0}'."),
    QT_TRANSLATE_NOOP("Engine", "Give the new file a name in .mp4, .mov, .mkv or .webm."),
    QT_TRANSLATE_NOOP("Engine", "A .{0} file cannot hold {1} video."),
    QT_TRANSLATE_NOOP("Engine", "Choose .mkv, which holds any, or use the mode 'encode'."),
    QT_TRANSLATE_NOOP("Engine", "The new file cannot hold {0} sound."),
    QT_TRANSLATE_NOOP("Engine", "Choose .mkv, or let the sound be encoded."),
    QT_TRANSLATE_NOOP("Engine", "Video in {0} cannot be cut to the frame without encoding all of it."),
    QT_TRANSLATE_NOOP("Engine", "The new file is not what was asked for: {0}."),
    QT_TRANSLATE_NOOP("Engine", "Use the mode 'encode' for this video."),
    QT_TRANSLATE_NOOP("Engine", "No picture of the video can be decoded."),
    QT_TRANSLATE_NOOP("Engine", "Copy the file again from where it came from."),
)
