"""How much of what: hours as they add up, expenses as the money that they are."""

from decimal import Decimal
from fractions import Fraction

from contracts.events.timesheets import ArticleKind
from contracts.quantities import decimal_of
from documents.rendering.formats import Formats


def quantity(article: ArticleKind, exact: Fraction, currency: str, f: Formats) -> str:
    """The quantity of a line or a sum; an expense's is money, with the digits of its currency."""
    if article.is_time:
        return f.quantity(exact)
    return f.rate(Decimal(decimal_of(exact)), currency)
