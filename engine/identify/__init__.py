"""Group tracks into persons and match them to photos."""
