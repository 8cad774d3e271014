"""How e-mails read and look: the facts are there, in both forms, and nothing is injected."""

import html
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from contracts.money import Money
from notifications.announcements.cast import AGENCY, LINK
from notifications.announcements.draft import Draft
from notifications.announcements.samples import all_kinds
from notifications.emails import paths
from notifications.emails.catalogue import LANGUAGES
from notifications.emails.formats import Formats
from notifications.emails.message import WITH_SECRET_LINK, Fact, Kind, Line, Message
from notifications.emails.rendering import (
    RenderedEmail,
    put_into_words,
    render,
    settings_address,
    shortened,
)
from notifications.emails.values import Amount, Day, Hours, text
from presentation.names import initials

HOSTILE = '<script>alert("x")</script>&\r\nBcc: all@example.com'


def rendered(draft: Draft, language: str) -> RenderedEmail:
    link = LINK if draft.message.kind in WITH_SECRET_LINK else None
    return render(draft.message, language, link)


def words_of(page: str) -> str:
    page = re.sub(r"</?span[^>]*>|<wbr>", "", page)  # within a line
    body = re.sub(r"<style.*?</style>|<title.*?</title>|<!--.*?-->", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def name_of(draft: Draft) -> str:
    return f"{draft.message.kind}{'-' if draft.message.variant else ''}{draft.message.variant}"


@pytest.mark.requirement("X1")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("draft", all_kinds(), ids=name_of)
def test_every_fact_stands_in_the_html_and_in_the_text(draft: Draft, language: str) -> None:
    mail = rendered(draft, language)
    formats = Formats.of(language, draft.message.brand.country)
    page = words_of(mail.html)
    for form in (page, " ".join(mail.text.split())):
        for fact in draft.message.facts:
            assert " ".join(formats.say(fact.value).split()) in form
        assert draft.message.brand.support_email in form
        assert draft.message.recipient_name in form
    assert "{" not in mail.subject + mail.text
    assert "{{" not in mail.html
    assert "{%" not in mail.html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("draft", all_kinds(), ids=name_of)
def test_there_is_one_button_and_it_leads_to_the_agency(draft: Draft, language: str) -> None:
    mail = rendered(draft, language)
    target = LINK if draft.message.kind in WITH_SECRET_LINK else None
    target = target or draft.message.brand.site_url + draft.message.path
    assert len(re.findall(r'class="button"|class="button ', mail.html)) == 1
    settings = settings_address(draft.message)
    links = {target} | ({settings} if settings else set())
    assert set(re.findall(r'href="([^"]+)"', mail.html)) == {html.escape(link) for link in links}
    assert target in mail.text.splitlines()


TO_STAFF = [draft for draft in all_kinds() if draft.message.path == paths.agency_news()]


@pytest.mark.parametrize("draft", TO_STAFF, ids=name_of)
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "View notifications"), ("fr", "Voir les notifications"), ("nb", "Se varslene")],
)
def test_a_button_that_leads_staff_to_their_news_promises_nothing_else(
    draft: Draft, language: str, said: str
) -> None:
    assert put_into_words(draft.message, language).button == said


def test_staff_are_told_of_offers_disputes_inquiries_comments_and_pay() -> None:
    told = {draft.message.kind for draft in TO_STAFF}
    assert {Kind.OFFER_SIGNED, Kind.DISPUTE_RECEIVED, Kind.INQUIRY_RECEIVED} <= told
    assert {Kind.WORK_COMMENTED, Kind.DEDUCTIONS_UNSETTLED} <= told


@pytest.mark.parametrize("draft", all_kinds(), ids=name_of)
def test_an_e_mail_needs_no_picture_and_loads_nothing(draft: Draft) -> None:
    page = rendered(draft, "en").html
    assert not re.search(r"<img|<script|<link|@import|url\(", page)


def test_the_agency_s_mark_is_the_one_of_its_pages_and_papers() -> None:
    """Two letters of Maple Staffing, as `presentation.names` makes them for all of them."""
    page = words_of(rendered(all_kinds()[0], "en").html)
    assert initials(AGENCY.brand.name) == "MS"
    assert f" MS {AGENCY.brand.name} " in page


def test_a_language_is_said_to_the_reader_s_software() -> None:
    assert '<html lang="nb"' in rendered(all_kinds()[0], "nb").html


def test_what_people_write_is_shown_and_never_obeyed() -> None:
    message = Message(
        kind=Kind.WORK_COMMENTED,
        brand=AGENCY.brand.model_copy(update={"name": HOSTILE}),
        recipient_name=HOSTILE,
        values={"author": text(HOSTILE), "contractor": text(HOSTILE), "project": text(HOSTILE)},
        quote=HOSTILE,
        facts=(Fact(label="project", value=text(HOSTILE)),),
        path="/agency",
    )
    mail = render(message, "en")
    assert "<script" not in mail.html
    assert "&lt;script&gt;" in mail.html
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject


QUOTING = [draft for draft in all_kinds() if draft.message.quote]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("draft", QUOTING, ids=name_of)
def test_a_reason_stands_under_its_title_in_both_forms(draft: Draft, language: str) -> None:
    content = put_into_words(draft.message, language)
    mail = render(draft.message, language)
    first = html.escape(content.quote[0])
    assert content.quote_title.endswith(":")
    assert f"<strong>{content.quote_title}</strong><br />{first}" in mail.html
    assert f"{content.quote_title}\n> {content.quote[0][:40]}" in mail.text
    assert content.preheader.endswith(content.quote[0])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("draft", QUOTING, ids=name_of)
def test_without_a_reason_nothing_announces_one(draft: Draft, language: str) -> None:
    message = draft.message.model_copy(update={"quote": " \n"})
    content = put_into_words(message, language)
    assert content.quote_title == ""
    assert content.paragraphs[-1].endswith((".", "?", "!"))
    assert 'class="quote"' not in render(message, language).html


def test_a_long_text_is_cut_between_two_words() -> None:
    assert shortened("one two three", 13) == "one two three"
    assert shortened("one two three", 9) == "one two…"
    assert shortened("one two three", 8) == "one two…"
    assert shortened("x" * 20, 5) == "xxxx…"


def test_a_value_that_a_text_names_and_nobody_gave_is_an_error() -> None:
    message = Message(
        kind=Kind.WORK_COMMENTED, brand=AGENCY.brand, recipient_name="Sam", path="/agency"
    )
    with pytest.raises(KeyError):
        render(message, "en")


def test_the_same_message_renders_to_the_same_bytes() -> None:
    for draft in all_kinds():
        again = Message.model_validate_json(draft.message.model_dump_json())
        assert render(again, "fr", LINK) == render(draft.message, "fr", LINK)


@pytest.mark.parametrize(
    ("language", "country", "said"),
    [
        ("en", "CA", "CAD\u00a01,234.50"),
        ("fr", "CA", "1\u00a0234,50\u00a0CAD"),
        ("nb", "NO", "1\u00a0234,50\u00a0CAD"),
        ("en", "NO", "CAD\u00a01,234.50"),
        ("en", "BR", "CAD\u00a01,234.50"),
        ("nb", "CA", "1\u00a0234,50\u00a0CAD"),
    ],
)
def test_money_is_written_as_in_the_reader_s_country(
    language: str, country: str, said: str
) -> None:
    money = Money.of(Decimal("1234.5"), "CAD")
    assert Formats.of(language, country).money(money) == said


def test_a_currency_without_minor_units_has_no_point() -> None:
    assert Formats.of("en", "CA").money(Money.of(Decimal(1234), "JPY")) == "JPY\u00a01,234"


@pytest.mark.parametrize(
    ("language", "country", "said"),
    [
        ("en", "CA", "May 5, 2026"),
        ("en", "NO", "5 May 2026"),
        ("fr", "CA", "5 mai 2026"),
        ("nb", "NO", "5. mai 2026"),
    ],
)
def test_dates_are_written_as_in_the_reader_s_country(
    language: str, country: str, said: str
) -> None:
    assert Formats.of(language, country).say(Day(on=date(2026, 5, 5))) == said


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    formats = Formats.of("fr", "CA")
    assert formats.say(Day(on=date(2026, 4, 1))) == "1er avril 2026"
    assert formats.say(Day(on=date(2026, 4, 11))) == "11 avril 2026"


@pytest.mark.parametrize(
    ("language", "minutes", "said"),
    [
        ("en", 440, "7:20\u00a0h"),
        ("nb", 440, "7:20\u00a0h"),
        ("fr", 440, "7\u00a0h\u00a020"),
        ("fr", 5, "0\u00a0h\u00a005"),
        ("fr", 450, "7,5 heures"),
    ],
)
def test_minutes_are_written_as_the_language_writes_times(
    language: str, minutes: int, said: str
) -> None:
    hours = Hours.of(Fraction(minutes, 60))
    assert Formats.of(language, "CA").say(hours) == said


def test_the_plain_text_is_no_wider_than_a_terminal() -> None:
    for draft in all_kinds():
        for row in rendered(draft, "en").text.splitlines():
            assert len(row) <= 80 or row.startswith("http"), row


def test_the_plain_text_keeps_figures_apart_from_long_names() -> None:
    row = Line(label=text("Inspector of bridges, " * 4), value=text("CAD 10.00"))
    short = Line(label=text("Surveyor"), value=text("CAD 1,000.00"))
    message = next(d for d in all_kinds() if d.message.kind is Kind.PAYMENT_MADE).message
    mail = render(message.model_copy(update={"lines": (row, short)}), "en")
    first = mail.text.splitlines().index("What this payment covers") + 1
    name, figure, other = mail.text.splitlines()[first : first + 3]
    assert name.startswith("Inspector of bridges")
    assert figure.strip() == "CAD 10.00"
    assert other.startswith("Surveyor  ")
    assert len(other) == len(figure)


def test_a_figure_is_the_first_thing_to_be_seen() -> None:
    paid = next(d for d in all_kinds() if d.message.kind is Kind.PAYMENT_MADE)
    assert isinstance(paid.message.figure, Amount)
    assert "\n\nCAD\u00a03,090.20\n\n" in rendered(paid, "en").text
