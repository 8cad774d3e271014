"""What of an invoice is not due: its disputed lines, and agreed corrections for good."""

from fractions import Fraction

from contracts.money import Money


def share_of_total(lines: Money, *, subtotal: Money, total: Money) -> Money:
    """What of the total is not due, taxes included, where lines of this amount are held back.

    The lines are before taxes: they hold back their share of the total, rounded once, and all of it
    where they come to the whole subtotal or more (an invoice can have lines that take off).
    """
    if lines.amount_minor == 0:
        return lines
    if lines.amount_minor >= subtotal.amount_minor:
        return total
    share = Fraction(lines.amount_minor, subtotal.amount_minor)
    return Money.of(Fraction(total.decimal) * share, total.currency)


def held_back(
    *, disputed: Money, agreed: Money, credited: Money, subtotal: Money, total: Money
) -> Money:
    """What of an invoice's total is not due: what is `disputed` of its lines, and what it was
    `agreed` to take off them, both before taxes, until that is credited.
    """
    all_of_it = share_of_total(disputed + agreed, subtotal=subtotal, total=total)
    return all_of_it - min(credited, share_of_total(agreed, subtotal=subtotal, total=total))


def disputed_part(open_amount: Money, disputed: Money, *, billed: Money) -> Money:
    """What of the open amount is not due, where so much of what was `billed` is not: what came in
    was for the rest first.

    Where nothing that was billed is due, late charges beside it are not, either.
    """
    is_all = disputed.amount_minor > 0 and disputed >= billed
    return open_amount if is_all else min(open_amount, disputed)
