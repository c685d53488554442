"""Set the program up on a fresh machine; only the standard library is used here."""
