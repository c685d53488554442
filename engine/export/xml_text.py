"""One way to print XML and one to read it, so that every XML format has the same header, limits and errors."""

from pathlib import Path
from xml.etree import ElementTree

from engine.errors import UserError

LARGEST_BYTES = 200_000_000


def xml_bytes(root: ElementTree.Element, doctype: str = "") -> bytes:
    """`root` as an indented UTF-8 document with `doctype` (a whole `<!DOCTYPE ...>`) before it. Changes `root`."""
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    head = ['<?xml version="1.0" encoding="UTF-8"?>', *filter(None, [doctype])]
    return ("\n".join([*head, body]) + "\n").encode()


def read_xml(path: Path, tag: str) -> ElementTree.Element:
    """The root of a file, which must be a `tag`. Raises UserError.

    A file that declares entities is refused: a few lines of them can unfold to gigabytes.
    """
    data = read_file(path)
    if any("<!ENTITY".encode(encoding) in data for encoding in ("utf-8", "utf-16-le", "utf-16-be")):
        raise UserError(f"{path} declares XML entities, which are not read.", "Save it without a DTD of its own.")
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        # Besides broken text, an encoding that Python does not know.
        raise UserError(f"{path} is no XML ({error}).", "Export it again from the program that made it.") from None
    if root.tag != tag:
        raise UserError(f"{path} holds <{root.tag}>, not <{tag}>.", "Check that it is the right kind of file.")
    return root


def read_file(path: Path) -> bytes:
    """The bytes of an annotation file. Raises UserError where it is missing, unreadable or too large."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise UserError(f"{path} is too large for an annotation.", "Check that it is the right file.")
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError(f"{path} does not exist.", "Check its name.") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.", "Check its name and the permissions.") from error
