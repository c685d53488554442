"""Read video, sound and subtitles at exact times."""
