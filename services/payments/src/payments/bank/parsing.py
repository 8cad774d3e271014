"""The XML of a bank's file: bounded, without entities, and held to the schema of its kind."""

import re
from collections.abc import Collection
from itertools import islice
from typing import Any

from chassis.errors import FieldError, InvalidError
from payments.bank.xml import Element, etree
from payments.bank.xsd import has_schema, schema_of

MAX_BYTES = 32 * 1024 * 1024
MAX_PARTS = 50_000
"""Entries, their parts, or payments of a report: as many as a pay run has. To book so many clients'
credits can take longer than their sender waits; sent again, a file counts nothing twice."""
_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
_MAX_ERRORS = 20
_MAX_SHOWN = 150
_PIECES = re.compile(rb"[^\n]{0,65535}\n?")
"""A line, or as much of it as may be wrong all over before somebody looks."""


class BankFileError(InvalidError):
    """The bank's file cannot be read"""


def wrong(line: int | None, reason: str) -> BankFileError:
    """What is wrong with a file, and in which line of it."""
    return BankFileError(f"line {line}: {reason}" if line else reason, field="file")


def parse(content: bytes, kinds: Collection[str]) -> tuple[str, Element]:
    """Its kind, which is one of these, and its root. Raises BankFileError."""
    kind = _kind_of_file(content, kinds)
    return kind, _held_to_schema(content, kind) if has_schema(kind) else _tree_of(content)


def _kind_of_file(content: bytes, kinds: Collection[str]) -> str:
    if len(content) > MAX_BYTES:
        raise wrong(None, f"at most {MAX_BYTES // 1024 // 1024} MiB")
    root = _tree_of(content)
    if root.getroottree().docinfo.doctype:
        raise wrong(1, "has a document type declaration, which no bank's file needs")
    namespace = etree.QName(root).namespace or ""
    kind = namespace.removeprefix(_NAMESPACE)
    if kind not in kinds or etree.QName(root).localname != "Document":
        raise wrong(root.sourceline, f"is none of {', '.join(sorted(kinds))}")
    _check_parts(root, kind)
    return kind


def _tree_of(content: bytes) -> Element:
    try:
        return etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise wrong(line, f"is not XML that can be read: {error}") from None


def _parser(schema: Any = None) -> Any:
    return etree.XMLParser(
        schema=schema,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _check_parts(root: Element, kind: str) -> None:
    # An entry with one part and its part are one.
    names = ("TxInfAndSts",) if kind.startswith("pain") else ("TxDtls", "Ntry")
    for name in names:
        tag = f"{{{_NAMESPACE}{kind}}}{name}"
        beyond = next(islice(root.iter(tag), MAX_PARTS, None), None)
        if beyond is not None:
            more = f"{name}: has more than {MAX_PARTS:,} of these: send it in several files"
            raise wrong(beyond.sourceline, more)


def _held_to_schema(content: bytes, kind: str) -> Element:
    """Its root, or what is wrong with it: line by line, until that is enough to say.

    A validator of whole trees takes the square of their faults, hours for a million. It also keeps
    what it found where each thread sees it, of whichever agency; a parser keeps its own.
    """
    parser = _parser(schema_of(kind))
    of_kind = f"{{{_NAMESPACE}{kind}}}"
    errors: list[FieldError] = []
    line = 1
    for piece in _PIECES.finditer(content):
        parser.feed(piece[0])
        for one in list(parser.feed_error_log)[len(errors) : _MAX_ERRORS]:
            said = _short(one.message.replace(of_kind, ""))
            errors.append(FieldError("file", f"line {line}: {said}"))
        if len(errors) == _MAX_ERRORS:
            break
        line += piece[0].endswith(b"\n")
    if errors:
        raise BankFileError.of(errors)
    return parser.close()


def _short(text: str) -> str:
    """Its beginning and its end: between them it repeats what was sent."""
    return text if len(text) <= 2 * _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…{text[-_MAX_SHOWN:]}"
