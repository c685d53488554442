"""Encrypt the gallery, and let nothing of it lie beside it."""

import shutil
from pathlib import Path

from engine.errors import ProjectError
from engine.pipeline.gallery_index import FOLDER_SUFFIX
from engine.store import encryption
from engine.store.failures import told_file_errors


def encrypt_gallery(path: Path, passphrase: str) -> None:
    """Encrypt, or change the passphrase of what is encrypted; an index on the disk goes. Raises UserError."""
    if encryption.is_encrypted(path):
        encryption.change_passphrase(path, passphrase)
    else:
        encryption.encrypt(path, passphrase)
    index = path.with_name(path.name + FOLDER_SUFFIX)
    with told_file_errors(path):
        if index.exists():
            shutil.rmtree(index)
    if index.exists():
        raise ProjectError(f"{index} could not be deleted.", "Delete it: it says what the gallery holds.")


def decrypt_gallery(path: Path) -> None:
    """Take the encryption off. Raises UserError, GalleryLocked without the passphrase."""
    encryption.decrypt(path)
