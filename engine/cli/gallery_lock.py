"""`onlylook gallery encrypt` and `decrypt`, and how a passphrase is asked for."""

import argparse
import getpass
import os
import sys
from pathlib import Path

from engine.cli.screen import Screen
from engine.errors import UserError
from engine.pipeline.gallery_lock import decrypt_gallery, encrypt_gallery
from engine.store.encryption import PASSPHRASE_VARIABLE, is_encrypted, unlocked

NEW_VARIABLE = "ONLYLOOK_NEW_PASSPHRASE"
LOST = "If the passphrase is lost, the gallery is lost: nobody can open it, and the only way is to begin anew."


def run_encrypt(path: Path, arguments: argparse.Namespace, screen: Screen) -> int:
    """Encrypt, or change the passphrase."""
    before = is_encrypted(path)
    if before and not unlocked.of(path):
        ask_passphrase(path)
    screen.note(LOST)
    encrypt_gallery(path, _new_passphrase())
    what = "has another passphrase now" if before else "is encrypted"
    screen.answer(
        f"The gallery {what}. Projects are not: they hold the faces of their own film.\n{LOST}",
        {"encrypted": True, "gallery": str(path)},
    )
    return 0


def run_decrypt(path: Path, arguments: argparse.Namespace, screen: Screen) -> int:
    if is_encrypted(path) and not unlocked.of(path):
        ask_passphrase(path)
    decrypt_gallery(path)
    screen.answer("The gallery is not encrypted any more.", {"encrypted": False, "gallery": str(path)})
    return 0


def can_ask() -> bool:
    """Whether somebody sits at the terminal."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def ask_passphrase(path: Path) -> None:
    """Ask for the passphrase of a gallery. Raises UserError where nobody can be asked."""
    if not can_ask():
        raise UserError(
            f"The gallery {path} is encrypted and locked.",
            f"Set {PASSPHRASE_VARIABLE} to its passphrase. If that is lost, so is the gallery.",
        )
    unlocked.give(path, getpass.getpass(f"Passphrase of {path}: ", sys.stderr))


def _new_passphrase() -> str:
    """Twice, for one that was mistyped locks everybody out. Scripts set a variable."""
    given = os.environ.get(NEW_VARIABLE, "")
    if given:
        return given
    if not can_ask():
        raise UserError("There is nobody to ask for a passphrase.", f"Set {NEW_VARIABLE} to it.")
    first = getpass.getpass("New passphrase: ", sys.stderr)
    if getpass.getpass("Once more: ", sys.stderr) != first:
        raise UserError("The two are not the same.", "Try again.")
    return first
