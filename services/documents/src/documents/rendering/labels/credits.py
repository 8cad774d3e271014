"""The words of a credit note."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLabels:
    """The words of one language."""

    credit_to: str
    total: str
    credited_on: str
    invoice: str
    of_day: str
    reason: str
    work_corrected: str
    work: str
    credited: str
    billed_instead: str
    after: str
    left_to_pay: str
    disputed: str
    kept: str
    kept_note: str


ENGLISH = CreditLabels(
    credit_to="Credit to",
    total="Total credited",
    credited_on="Credit note date",
    invoice="Credits invoice",
    of_day="{number} of {day}",
    reason="Reason",
    work_corrected="Approved work was corrected.",
    work="What is credited",
    credited="Credited",
    billed_instead="Lines with a minus are billed in place of what is credited.",
    after="After this credit note",
    left_to_pay="Left to pay on the invoice",
    disputed="Disputed, not due",
    kept="Kept as your balance",
    kept_note="You had already paid {amount} of what is credited. We take it off your next "
    "invoice or refund it.",
)

FRENCH = CreditLabels(
    credit_to="Au crédit de",
    total="Total crédité",
    credited_on="Date de la note de crédit",
    invoice="Facture créditée",
    of_day="{number} du {day}",
    reason="Motif",
    work_corrected="Le travail approuvé a été corrigé.",
    work="Ce qui est crédité",
    credited="Crédité",
    billed_instead="Les lignes négatives sont facturées à la place de ce qui est crédité.",
    after="Après cette note de crédit",
    left_to_pay="Reste à payer sur la facture",
    disputed="Contesté, non exigible",
    kept="Conservé à votre solde",
    kept_note="Vous aviez déjà payé {amount} de ce qui est crédité. Nous déduirons cette somme de "
    "votre prochaine facture ou nous la rembourserons.",
)

NORWEGIAN = CreditLabels(
    credit_to="Krediteres",
    total="Sum kreditert",
    credited_on="Kreditnotadato",
    invoice="Krediterer faktura",
    of_day="{number} av {day}",
    reason="Årsak",
    work_corrected="Godkjent arbeid er rettet.",
    work="Dette krediteres",
    credited="Kreditert",
    billed_instead="Linjer med minus faktureres i stedet for det som krediteres.",
    after="Etter denne kreditnotaen",
    left_to_pay="Gjenstår å betale på fakturaen",
    disputed="Bestridt, forfaller ikke",
    kept="Beholdt som saldo til gode",
    kept_note="Dere hadde allerede betalt {amount} av det som krediteres. Vi trekker beløpet fra "
    "neste faktura eller betaler det tilbake.",
)

_LANGUAGES = {"en": ENGLISH, "fr": FRENCH, "nb": NORWEGIAN}


def credit_labels(language: str) -> CreditLabels:
    """The words of a language; English for one that Portico does not speak."""
    return _LANGUAGES.get(language, ENGLISH)
