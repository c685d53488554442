"""Join detections into tracks."""
