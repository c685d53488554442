"""Find the people in a video and keep only the segments in which one of them appears."""

import os

__version__ = "0.1.0"

# Official builds of ONNX Runtime since 1.29 report to their maker unless told otherwise before they are loaded. Nothing
# may leave this machine, so it is told here, before any module of the program can load it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
