"""Reckon paystubs again from nothing but their PDFs, and say what does not come out.

python services/documents/tools/recompute_paystubs.py FILE.pdf DIRECTORY …

Apart from Portico: it reads the data that is attached to each file (`paystub.json`) and knows no
code that wrote it. Of each paystub it adds up the lines of work, the gross, deductions, net and the
year to date, and reckons each charge by its rule. Of all paystubs of a person it checks that the
year to date of each is that of the one before and its own, less and more what it names, as far as
all of these are among the files.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pikepdf

FORMAT = "portico.paystub.v1"
_NAME = "paystub.json"
_SUMS = ("gross", "deductions", "taxes", "net")

Paystub = dict[str, Any]


def paystub_of(path: Path) -> Paystub | None:
    """The data in a PDF; None where it is no paystub with data."""
    with pikepdf.open(path) as pdf:
        if _NAME not in pdf.attachments:
            return None
        read = json.loads(pdf.attachments[_NAME].get_file().read_bytes())
    return read if read.get("format") == FORMAT else None


def faults_of(paystub: Paystub) -> Iterator[str]:
    """What of a paystub does not come out by itself."""
    gross, net = Decimal(paystub["gross"]), Decimal(paystub["net"])
    yield from _work_faults(paystub, gross)
    taken = _total(paystub["deductions"])
    added = _total(paystub["taxes"])
    yield from _differs("net", net, gross - taken + added)
    for kind in ("deductions", "taxes", "employer_charges"):
        for charge in paystub[kind]:
            yield from _charge_faults(charge)
    if vacation := paystub["vacation_pay"]:
        amount = Decimal(vacation["amount"])
        share = Decimal(vacation["base"]) * Decimal(vacation["percent"]) / 100
        yield from _differs("vacation pay", amount, _rounded(share, like=amount))
    if year := paystub["year_to_date"]:
        charged = sum(map(Decimal, year["charges"].values()), Decimal(0))
        yield from _differs("deductions to date", Decimal(year["deductions"]), charged)
        summed = Decimal(year["gross"]) - Decimal(year["deductions"]) + Decimal(year["taxes"])
        yield from _differs("net to date", Decimal(year["net"]), summed)


def _work_faults(paystub: Paystub, gross: Decimal) -> Iterator[str]:
    """Work at one rate is rounded once, together; a part of it is taken back as it was given."""
    yield from _differs("gross", gross, _total(paystub["work"]))
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for line in paystub["work"]:
        if Decimal(line["quantity"]) >= 0:
            groups[line["article"], line["rate"]].append(line)
    for (article, rate), lines in groups.items():
        exact = sum((_quantity(line) for line in lines), Fraction(0)) * Fraction(rate)
        amount = _total(lines)
        yield from _differs(f"{article} at {rate}", amount, _rounded(exact, like=gross))


def _quantity(line: Mapping[str, Any]) -> Fraction:
    if line["minutes"] is None:
        return Fraction(line["quantity"])
    return Fraction(line["minutes"], 60)


def _charge_faults(charge: Mapping[str, Any]) -> Iterator[str]:
    """A percentage, unless its steps say how it came about: then what the last one comes to.

    Less than the percentage is what a limit leaves of it, and what is taken back is a part of what
    was taken: neither can be told from one paystub.
    """
    amount, base = Decimal(charge["amount"]), Decimal(charge["base"])
    if steps := charge["steps"]:
        result = _rounded(Decimal(steps[-1]["result"]), like=amount)
        yield from _differs(charge["name"], amount, result)
    elif charge["percent"] is not None and base >= 0:
        most = _rounded(base * Decimal(charge["percent"]) / 100, like=amount)
        if not 0 <= amount <= most:
            yield f"{charge['name']}: {amount} is stated, {most} is the most it can be"


def gaps_between(
    paystubs: Sequence[Paystub], given: Mapping[str, Paystub]
) -> Iterator[tuple[str, str]]:
    """Where sums of a year do not follow from those before: number, and what differs.

    `paystubs` are of one person, year and currency, `given` all of the person's. How many count
    tells whether some are not given: then nothing can be said, and nothing is.
    """
    before: Paystub | None = None
    for one in sorted(paystubs, key=_place):
        year = one["year_to_date"]
        changes = _changes(before, one)
        known = before["year_to_date"]["statements"] if before else 0
        follows = year["statements"] == known + sum(sign for _, sign in changes)
        if follows and all(number in given for number, _ in changes):
            sums: dict[str, Decimal] = defaultdict(Decimal)
            sums |= _sums(before["year_to_date"]) if before else {}
            for number, sign in changes:
                for name, amount in _own(given[number]).items():
                    sums[name] += sign * amount
            for name, amount in _sums(year).items():
                for fault in _differs(f"{name} to date", amount, sums[name]):
                    yield one["number"], fault
        before = one


def _changes(before: Paystub | None, paystub: Paystub) -> list[tuple[str, int]]:
    """What counts since the one before, itself first, and what does not any more: number, sign."""
    year = paystub["year_to_date"]
    known = before["year_to_date"] if before else {"no_longer_counted": [], "counted_since": []}
    changes = [(paystub["number"], 1)]
    for name, sign in (("no_longer_counted", -1), ("counted_since", 1)):
        now, then = set(year[name]), set(known[name])
        if before is None and name == "no_longer_counted":
            # What left before the first that is given never was in what is given.
            continue
        changes += [(number, sign) for number in now - then]
        changes += [(number, -sign) for number in then - now]
    return changes


def _sums(year: Mapping[str, Any]) -> dict[str, Decimal]:
    """What is stated for the year, by name."""
    found = {name: Decimal(year[name]) for name in _SUMS}
    found |= {code: Decimal(amount) for code, amount in year["charges"].items()}
    found |= {f"employer's {code}": Decimal(x) for code, x in year["employer_charges"].items()}
    return found | {"vacation pay": Decimal(year["vacation_pay"] or 0)}


def _own(paystub: Paystub) -> dict[str, Decimal]:
    """The same of the paystub alone."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    found |= {"gross": Decimal(paystub["gross"]), "net": Decimal(paystub["net"])}
    found["deductions"] = _total(paystub["deductions"])
    found["taxes"] = _total(paystub["taxes"])
    for charge in paystub["deductions"]:
        found[charge["rule"]] += Decimal(charge["amount"])
    for charge in paystub["employer_charges"]:
        found[f"employer's {charge['rule']}"] += Decimal(charge["amount"])
    vacation = paystub["vacation_pay"]
    found["vacation pay"] = Decimal(vacation["amount"]) if vacation else Decimal(0)
    return found


def _place(paystub: Paystub) -> tuple[str, int, str]:
    """In the order in which they were made: T-9 before T-10."""
    return paystub["made_on"], len(paystub["number"]), paystub["number"]


def _total(amounts: Iterable[Mapping[str, Any]]) -> Decimal:
    return sum((Decimal(one["amount"]) for one in amounts), Decimal(0))


def _rounded(exact: Decimal | Fraction, *, like: Decimal) -> Decimal:
    """Half away from zero, to as many digits as a stated amount has."""
    exponent = like.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) else 0
    if isinstance(exact, Fraction):
        minor = abs(exact) * 10**digits
        size = (2 * minor.numerator + minor.denominator) // (2 * minor.denominator)
        return Decimal(size if exact >= 0 else -size).scaleb(-digits)
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def _differs(what: str, stated: Decimal, reckoned: Decimal) -> Iterator[str]:
    if stated != reckoned:
        yield f"{what}: {stated} is stated, {reckoned} comes out"


def check(paystubs: Sequence[Paystub]) -> list[str]:
    """All faults of these, each with the number of its paystub."""
    found = [f"{one['number']}: {fault}" for one in paystubs for fault in faults_of(one)]
    given = {one["number"]: one for one in paystubs}
    years: dict[tuple[str, str, int], list[Paystub]] = defaultdict(list)
    for one in paystubs:
        if year := one["year_to_date"]:
            years[one["employee"]["id"], one["currency"], year["year"]].append(one)
    for of_year in years.values():
        found += [f"{number}: {fault}" for number, fault in gaps_between(of_year, given)]
    return found


def main(names: Sequence[str]) -> int:
    """How many faults there are, as the exit code: 0 is none."""
    paths = [
        path
        for name in map(Path, names)
        for path in (sorted(name.rglob("*.pdf")) if name.is_dir() else [name])
    ]
    read = [one for one in map(paystub_of, paths) if one is not None]
    faults = check(read)
    print("\n".join([*faults, f"{len(read)} paystubs of {len(paths)} files, {len(faults)} faults"]))  # noqa: T201 - a tool
    return min(len(faults), 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
