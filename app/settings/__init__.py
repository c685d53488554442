"""What the user can set: keys and their presets, and everything in the settings dialog."""
