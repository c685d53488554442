"""One way to print XML, so that every XML format has the same header, indent and encoding."""

from xml.etree import ElementTree


def xml_bytes(root: ElementTree.Element, doctype: str = "") -> bytes:
    """`root` as an indented UTF-8 document with `doctype` (a whole `<!DOCTYPE ...>`) before it. Changes `root`."""
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    head = ['<?xml version="1.0" encoding="UTF-8"?>', *filter(None, [doctype])]
    return ("\n".join([*head, body]) + "\n").encode()
