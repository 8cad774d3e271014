"""Turn a message into subject, HTML and plain text of a language.

HTML comes from `templates/layout.html` (MJML, compiled; see design/) with autoescape; the plain
text is put together here, as good to read as the HTML.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from textwrap import wrap

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from notifications.emails import paths
from notifications.emails.catalogue import fill
from notifications.emails.colours import Palette
from notifications.emails.formats import Formats
from notifications.emails.message import Brand, Line, Message
from notifications.emails.values import Count, Text
from presentation.names import initials

TEXT_WIDTH = 72
LABEL_WIDTH = 56
SUBJECT_MAX_LENGTH = 150
QUOTE_MAX_LENGTH = 2000
_LAST_WORD = re.compile(r"\s\S*$")
_WORD = re.compile(r"[^ \n]+")
# Characters of a word: so many have their place beside a label on any phone; of so few letters
# none is broken anyway.
_LONGEST_UNBROKEN = 20
_SELDOM_BROKEN = 8
_SPACES = re.compile(r"[ \t\r\n\f\v]+")  # not no-break spaces: they hold number and currency


@dataclass(frozen=True, slots=True)
class Row:
    """A label, perhaps with a detail, and its value; in words."""

    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Several rows under a title; in words."""

    title: str
    rows: tuple[Row, ...]
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything an e-mail says, in words: what both HTML and plain text are made of."""

    language: str
    subject: str
    preheader: str
    heading: str
    figure: str
    greeting: str
    paragraphs: tuple[str, ...]
    quote_title: str
    quote: tuple[str, ...]
    facts: tuple[Row, ...]
    lines_title: str
    lines: tuple[Row, ...]
    more_lines: str
    groups: tuple[Section, ...]
    button: str
    link: str
    note: str
    copy_link: str
    questions: str
    why: str
    choose: str
    settings_link: str
    colon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedEmail:
    """An e-mail, ready to be packed."""

    subject: str
    html: str
    text: str


def address_of(brand: Brand, path: str) -> str:
    """The address of a page of the agency's portals."""
    return brand.site_url.rstrip("/") + path


def settings_address(message: Message) -> str | None:
    """Where the recipient chooses which e-mails come, None where there is nothing to choose."""
    return address_of(message.brand, message.settings_path) if message.settings_path else None


def render(message: Message, language: str, secret_link: str | None = None) -> RenderedEmail:
    """The e-mail in a language. Raises MissingTextError, and KeyError for an unknown value."""
    content = put_into_words(message, language, secret_link)
    palette = {
        "name": message.brand.name,
        "initials": initials(message.brand.name),
        **asdict(Palette.of(message.brand.colour)),
    }
    html = _layout().render(brand=palette, **_fields(content))
    return RenderedEmail(
        subject=content.subject, html=html, text=plain_text(content, message.brand)
    )


def put_into_words(message: Message, language: str, secret_link: str | None = None) -> Content:
    """What the e-mail says in a language. Raises MissingTextError and KeyError."""
    formats = Formats.of(language, message.brand.country)
    texts = formats.catalogue
    known = {
        "agency": Text(text=message.brand.name),
        "name": Text(text=message.recipient_name),
        "support": Text(text=message.brand.support_email),
        **message.values,
    }

    def value_of(name: str) -> str:
        return formats.say(known[name])

    def say(key: str, section: str = message.kind.value) -> str:
        return fill(texts.text(section, key, message.variant), value_of)

    def say_if_any(key: str) -> str:
        found = texts.find(message.kind.value, key, message.variant)
        return fill(found, value_of) if found else ""

    paragraphs = tuple(_one_line(part) for part in say("body").split("\n\n"))
    quote = _quoted(message.quote)
    return Content(
        language=texts.language,
        subject=shortened(_one_line(say("subject")), SUBJECT_MAX_LENGTH),
        preheader=" ".join((paragraphs[0], *quote[:1])),
        heading=_one_line(say("heading")),
        figure=formats.say(message.figure) if message.figure else "",
        greeting=_one_line(say("greeting", "common")),
        paragraphs=paragraphs,
        quote_title=say("quote") + texts.text("common", "colon") if quote else "",
        quote=quote,
        facts=tuple(
            Row(texts.text("labels", fact.label), _one_line(formats.say(fact.value)))
            for fact in message.facts
        ),
        lines_title=say_if_any("lines"),
        lines=_rows(formats, message.lines),
        more_lines=_more(formats, message.more_lines),
        groups=tuple(
            Section(
                texts.text("groups", group.title),
                _rows(formats, group.lines),
                _more(formats, group.more_lines),
            )
            for group in message.groups
        ),
        # What is told to staff leads to their news alone, whatever it is about.
        button=say("news", "common") if message.path == paths.agency_news() else say("button"),
        link=secret_link or address_of(message.brand, message.path),
        note=_one_line(say_if_any("note")),
        copy_link=say("copy_link", "common") if secret_link else "",
        questions=_one_line(say("questions", "common")),
        why=_one_line(say("why_mailbox" if message.to_mailbox else "why", "common")),
        choose=say("choose", "common") if message.settings_path else "",
        settings_link=settings_address(message) or "",
        colon=texts.text("common", "colon"),
    )


def plain_text(content: Content, brand: Brand) -> str:
    """The plain text of an e-mail: paragraphs of 72 columns, facts in two columns."""
    blocks = [content.heading.upper()]
    if content.figure:
        blocks.append(content.figure)
    blocks += [_paragraph(part) for part in (content.greeting, *content.paragraphs)]
    if content.quote:
        rows = [row for quoted in content.quote for row in (wrap(quoted, TEXT_WIDTH - 2) or [""])]
        blocks.append("\n".join([content.quote_title, *(f"> {row}".rstrip() for row in rows)]))
    if content.facts:
        blocks.append(_fact_columns(content.facts, content.colon))
    for group in content.groups:
        listed = [f"* {_list_item(row)}" for row in group.rows]
        blocks.append("\n".join([group.title, *listed, *([group.more] if group.more else [])]))
    blocks.append(f"{content.button}{content.colon}\n{content.link}")
    if content.note:
        blocks.append(_paragraph(content.note))
    if content.lines:
        title = [content.lines_title] if content.lines_title else []
        more = [content.more_lines] if content.more_lines else []
        blocks.append("\n".join([*title, _line_columns(content.lines), *more]))
    footer = "\n".join([brand.name, _paragraph(content.questions), _paragraph(content.why)])
    if content.settings_link:
        footer += f"\n{content.choose}{content.colon}\n{content.settings_link}"
    return "\n\n".join([*blocks, f"-- \n{footer}"]) + "\n"


def _fields(content: Content) -> dict[str, object]:
    return {name: getattr(content, name) for name in Content.__dataclass_fields__}


@cache
def _layout() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters["unbroken"] = unbroken
    source = files("notifications.emails") / "templates" / "layout.html"
    return environment.from_string(source.read_text(encoding="utf-8"))


def unbroken(words: str) -> Markup:
    """The words as HTML of which none is broken inside: no number at its hyphen, no amount.

    An e-mail address may break before its @, and what is longer than a line anywhere.
    """
    return Markup(_WORD.sub(lambda word: _unbroken(word[0]), words))  # noqa: S704 - each is escaped


def _unbroken(word: str) -> str:
    said = str(escape(word))
    if len(word) > _LONGEST_UNBROKEN:
        return said.replace("@", "<wbr>@")
    if word.isalpha() and len(word) <= _SELDOM_BROKEN:
        return said
    return f'<span style="white-space:nowrap;">{said}</span>'


def _one_line(words: str) -> str:
    return _SPACES.sub(" ", words).strip(" ")


def shortened(words: str, length: int) -> str:
    """The words, or as many whole ones of them as fit into this length, and an ellipsis."""
    if len(words) <= length:
        return words
    cut = words[: length - 1]
    # A word that is longer than all of it is cut, as there is no other place.
    whole = cut if words[length - 1].isspace() else _LAST_WORD.sub("", cut) or cut
    return whole.rstrip(" \n,;:") + "…"


def _quoted(quote: str | None) -> tuple[str, ...]:
    if quote is None:
        return ()
    return tuple(row.strip() for row in shortened(quote.strip(), QUOTE_MAX_LENGTH).splitlines())


def _rows(formats: Formats, lines: Iterable[Line]) -> tuple[Row, ...]:
    return tuple(
        Row(
            _one_line(formats.say(line.label)),
            formats.say(line.value),
            _one_line(formats.say(line.detail)) if line.detail else "",
        )
        for line in lines
    )


def _more(formats: Formats, number: int) -> str:
    if not number:
        return ""
    return formats.say(Count(number=number, key="more"))


def _paragraph(words: str) -> str:
    return "\n".join(wrap(words, TEXT_WIDTH, break_long_words=False, break_on_hyphens=False))


def _list_item(row: Row) -> str:
    said = f"{row.label} ({row.detail})" if row.detail else row.label
    return "\n  ".join(wrap(said, TEXT_WIDTH - 2, break_long_words=False, break_on_hyphens=False))


def _fact_columns(rows: tuple[Row, ...], colon: str) -> str:
    width = max(len(row.label) + len(colon) for row in rows)
    return "\n".join(f"{row.label + colon:<{width}}  {row.value}" for row in rows)


def _line_columns(rows: tuple[Row, ...]) -> str:
    labels = [f"{row.label}, {row.detail}" if row.detail else row.label for row in rows]
    width = min(max(len(label) for label in labels), LABEL_WIDTH)
    figures = max(len(row.value) for row in rows)
    printed: list[str] = []
    for label, row in zip(labels, rows, strict=True):
        # A label too wide for its column has its figure on the next line.
        wide = len(label) > width
        printed += [label] if wide else []
        printed.append(f"{'' if wide else label:<{width}}  {row.value:>{figures}}")
    return "\n".join(printed)
