"""Headers that people's words stand in, written so that each blank arrives.

Mail programs drop white space between two encoded words (RFC 2047, 6.2). Python's `email` puts a
blank of a folded subject just there, so that words run together. Here all of a text that needs
encoding is encoded, its blanks inside of the words.
"""

import re
from email.header import Header
from email.utils import quote

CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
_LINE_LENGTH = 76
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")


def one_line(words: str) -> str:
    """The words on one line: what would end a header is a blank."""
    return CONTROL.sub(" ", words).strip()


def unstructured(field: str, words: str) -> bytes:
    """A header that is words, such as a subject, with its line break."""
    return _line(field, _encoded(field, one_line(words)))


def mailbox(field: str, name: str, address: str) -> bytes:
    """A header with an address and whose it is. The address is one that SMTP takes."""
    name = one_line(name)
    if not name:
        return _line(field, address)
    said = _encoded(field, name)
    if said == name and not _ATOMS.fullmatch(name):
        said = f'"{quote(name)}"'
    last = said.rpartition("\r\n")[2]
    room = _LINE_LENGTH - len(last) - (len(field) + 2 if last == said else 0)
    return _line(
        field, f"{said}{' ' if len(address) + 3 <= room else chr(13) + chr(10) + ' '}<{address}>"
    )


def _encoded(field: str, words: str) -> str:
    """The words if they are ASCII, otherwise encoded words, folded."""
    if words.isascii() and "=?" not in words:
        return words
    return Header(words, "utf-8", maxlinelen=_LINE_LENGTH, header_name=field).encode(linesep="\r\n")


def _line(field: str, value: str) -> bytes:
    return f"{field}: {value}\r\n".encode("ascii")
