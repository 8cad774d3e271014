"""The default rules, by country of the agency. An agency's own rules (A6) will stand before them.

They are what the law says when nothing is known of the person: no tax card, no claim code.

Canada, temps (withheld from earnings; expenses repaid are not earnings):
- Federal income tax: the lowest rate, 14 % since 1 July 2025 (15 % before), CRA T4127. In Quebec
  less the abatement of 16.5 % (Income Tax Act s. 120(2)): 11.69 %.
- Provincial income tax: the lowest rate of the province, CRA T4127 of January 2026; Quebec:
  Revenu Québec TP-1015.F, 14 %.
- CPP: 5.95 % above the exemption of 3,500 a year (291.66 a month, 67.30 a week: CRA T4127 cuts
  digits), at most 4,034.10 in 2025 and 4,230.45 in 2026. CPP2: 4 % of earnings above 71,300 (2025)
  or 74,600 (2026), at most 396.00 or 416.00. Canada Pension Plan, CRA T4032.
- QPP instead in Quebec: 6.40 % (at most 4,339.20) in 2025, 6.30 % (at most 4,479.30) in 2026, and
  the same second contribution. Retraite Québec.
- EI: 1.64 % (at most 1,077.48) in 2025, 1.63 % (at most 1,123.07) in 2026; in Quebec 1.31 %
  (860.67) and 1.30 % (895.70). Canada Employment Insurance Commission.
- QPIP in Quebec: 0.494 % (at most 484.12) in 2025, 0.430 % (at most 442.90) in 2026. CGAP.

Canada, incorporated contractors and customers (added):
- GST 5 % (Excise Tax Act s. 165(1)) everywhere but in the provinces with HST: Ontario 13 %; New
  Brunswick, Newfoundland and Labrador, Prince Edward Island 15 %; Nova Scotia 15 % until 31 March
  2025, 14 % since. QST 9.975 % beside GST in Quebec (Act respecting the Québec sales tax s. 16).

Norway:
- Temps: skattetrekk of 50 % when there is no tax card (skattebetalingsloven § 5-5).
- Incorporated contractors and customers: MVA 25 % (Stortingets vedtak om merverdiavgift § 2).

Other countries: no rules.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from contracts.events.timesheets import PayPeriod
from payments.taxes.model import Base, Effect, Party, Rule

_Y25, _Y25_END, _Y26 = date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)
_QUEBEC = frozenset({"QC"})

_NAMES: Mapping[str, Mapping[str, str]] = {
    "ca_federal_tax": {
        "en": "Federal income tax",
        "fr": "Impôt fédéral sur le revenu",
        "nb": "Føderal inntektsskatt",
    },
    "ca_provincial_tax": {
        "en": "Provincial income tax",
        "fr": "Impôt provincial sur le revenu",
        "nb": "Provinsiell inntektsskatt",
    },
    "cpp": {
        "en": "Canada Pension Plan (CPP)",
        "fr": "Régime de pensions du Canada (RPC)",
        "nb": "Canadisk pensjonsordning (CPP)",
    },
    "cpp2": {
        "en": "Second CPP contribution (CPP2)",
        "fr": "Deuxième cotisation au RPC (RPC2)",
        "nb": "Andre CPP-bidrag (CPP2)",
    },
    "qpp": {
        "en": "Quebec Pension Plan (QPP)",
        "fr": "Régime de rentes du Québec (RRQ)",
        "nb": "Quebecs pensjonsordning (QPP)",
    },
    "qpp2": {
        "en": "Second QPP contribution (QPP2)",
        "fr": "Deuxième cotisation au RRQ (RRQ2)",
        "nb": "Andre QPP-bidrag (QPP2)",
    },
    "ei": {
        "en": "Employment Insurance (EI)",
        "fr": "Assurance-emploi (AE)",
        "nb": "Arbeidsledighetsforsikring (EI)",
    },
    "qpip": {
        "en": "Quebec Parental Insurance Plan (QPIP)",
        "fr": "Régime québécois d’assurance parentale (RQAP)",  # noqa: RUF001
        "nb": "Quebecs foreldreforsikring (QPIP)",
    },
    "gst": {
        "en": "Goods and services tax (GST)",
        "fr": "Taxe sur les produits et services (TPS)",
        "nb": "Vare- og tjenesteavgift (GST)",
    },
    "hst": {
        "en": "Harmonized sales tax (HST)",
        "fr": "Taxe de vente harmonisée (TVH)",
        "nb": "Harmonisert omsetningsavgift (HST)",
    },
    "qst": {
        "en": "Quebec sales tax (QST)",
        "fr": "Taxe de vente du Québec (TVQ)",
        "nb": "Quebecs omsetningsavgift (QST)",
    },
    "no_withholding_tax": {
        "en": "Withholding tax",
        "fr": "Retenue à la source",
        "nb": "Skattetrekk",
    },
    "mva": {
        "en": "Value added tax (MVA)",
        "fr": "Taxe sur la valeur ajoutée (MVA)",
        "nb": "Merverdiavgift (MVA)",
    },
}

_CPP_EXEMPT = {PayPeriod.MONTHLY: Decimal("291.66"), PayPeriod.WEEKLY: Decimal("67.30")}

_PROVINCIAL_PERCENT: Mapping[str, str] = {
    "AB": "8",
    "BC": "5.06",
    "MB": "10.8",
    "NB": "9.4",
    "NL": "8.7",
    "NS": "8.79",
    "NT": "5.9",
    "NU": "4",
    "ON": "5.05",
    "PE": "9.5",
    "QC": "14",
    "SK": "10.5",
    "YT": "6.4",
}


def _withheld(  # noqa: PLR0913 - one for each column of the table below
    code: str,
    percent: str,
    valid_from: date,
    valid_to: date | None = None,
    *,
    regions: frozenset[str] = frozenset(),
    except_regions: frozenset[str] = frozenset(),
    exempt: Mapping[PayPeriod, Decimal] | None = None,
    above_per_year: str | None = None,
    max_per_year: str | None = None,
) -> Rule:
    """A Canadian deduction from a temp's earnings."""
    return Rule(
        code=code,
        names=_NAMES[code],
        country="CA",
        currency="CAD",
        party=Party.TEMP,
        effect=Effect.DEDUCTION,
        base=Base.EARNINGS,
        percent=Decimal(percent),
        regions=regions,
        except_regions=except_regions,
        exempt=exempt or {},
        above_per_year=Decimal(above_per_year) if above_per_year else None,
        max_per_year=Decimal(max_per_year) if max_per_year else None,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def _added(
    code: str,
    percent: str,
    valid_from: date = _Y25,
    valid_to: date | None = None,
    *,
    regions: frozenset[str] = frozenset(),
    except_regions: frozenset[str] = frozenset(),
) -> tuple[Rule, ...]:
    """A Canadian sales tax, on what an incorporated contractor or the agency charges."""
    return tuple(
        Rule(
            code=code,
            names=_NAMES[code],
            country="CA",
            currency="CAD",
            party=party,
            effect=Effect.TAX,
            percent=Decimal(percent),
            regions=regions,
            except_regions=except_regions,
            valid_from=valid_from,
            valid_to=valid_to,
        )
        for party in (Party.INCORPORATED, Party.CUSTOMER)
    )


_FEDERAL_CUT_ON, _BEFORE_CUT = date(2025, 7, 1), date(2025, 6, 30)

_CANADA_WITHHELD: tuple[Rule, ...] = (
    _withheld("ca_federal_tax", "15", _Y25, _BEFORE_CUT, except_regions=_QUEBEC),
    _withheld("ca_federal_tax", "14", _FEDERAL_CUT_ON, except_regions=_QUEBEC),
    _withheld("ca_federal_tax", "12.525", _Y25, _BEFORE_CUT, regions=_QUEBEC),
    _withheld("ca_federal_tax", "11.69", _FEDERAL_CUT_ON, regions=_QUEBEC),
    *(
        _withheld("ca_provincial_tax", percent, _Y25, regions=frozenset({province}))
        for province, percent in _PROVINCIAL_PERCENT.items()
    ),
    _withheld(
        "cpp",
        "5.95",
        _Y25,
        _Y25_END,
        except_regions=_QUEBEC,
        exempt=_CPP_EXEMPT,
        max_per_year="4034.10",
    ),
    _withheld(
        "cpp", "5.95", _Y26, except_regions=_QUEBEC, exempt=_CPP_EXEMPT, max_per_year="4230.45"
    ),
    _withheld(
        "cpp2",
        "4",
        _Y25,
        _Y25_END,
        except_regions=_QUEBEC,
        above_per_year="71300",
        max_per_year="396.00",
    ),
    _withheld(
        "cpp2", "4", _Y26, except_regions=_QUEBEC, above_per_year="74600", max_per_year="416.00"
    ),
    _withheld(
        "qpp", "6.40", _Y25, _Y25_END, regions=_QUEBEC, exempt=_CPP_EXEMPT, max_per_year="4339.20"
    ),
    _withheld("qpp", "6.30", _Y26, regions=_QUEBEC, exempt=_CPP_EXEMPT, max_per_year="4479.30"),
    _withheld(
        "qpp2",
        "4",
        _Y25,
        _Y25_END,
        regions=_QUEBEC,
        above_per_year="71300",
        max_per_year="396.00",
    ),
    _withheld("qpp2", "4", _Y26, regions=_QUEBEC, above_per_year="74600", max_per_year="416.00"),
    _withheld("ei", "1.64", _Y25, _Y25_END, except_regions=_QUEBEC, max_per_year="1077.48"),
    _withheld("ei", "1.63", _Y26, except_regions=_QUEBEC, max_per_year="1123.07"),
    _withheld("ei", "1.31", _Y25, _Y25_END, regions=_QUEBEC, max_per_year="860.67"),
    _withheld("ei", "1.30", _Y26, regions=_QUEBEC, max_per_year="895.70"),
    _withheld("qpip", "0.494", _Y25, _Y25_END, regions=_QUEBEC, max_per_year="484.12"),
    _withheld("qpip", "0.430", _Y26, regions=_QUEBEC, max_per_year="442.90"),
)

_HST_15 = frozenset({"NB", "NL", "PE"})
_HST = _HST_15 | {"NS", "ON"}

_CANADA_ADDED: tuple[Rule, ...] = (
    *_added("gst", "5", except_regions=_HST),
    *_added("hst", "13", regions=frozenset({"ON"})),
    *_added("hst", "15", regions=_HST_15),
    *_added("hst", "15", _Y25, date(2025, 3, 31), regions=frozenset({"NS"})),
    *_added("hst", "14", date(2025, 4, 1), regions=frozenset({"NS"})),
    *_added("qst", "9.975", regions=_QUEBEC),
)

_NORWAY: tuple[Rule, ...] = (
    Rule(
        code="no_withholding_tax",
        names=_NAMES["no_withholding_tax"],
        country="NO",
        currency="NOK",
        party=Party.TEMP,
        effect=Effect.DEDUCTION,
        base=Base.EARNINGS,
        percent=Decimal(50),
        valid_from=_Y25,
    ),
    *(
        Rule(
            code="mva",
            names=_NAMES["mva"],
            country="NO",
            currency="NOK",
            party=party,
            effect=Effect.TAX,
            percent=Decimal(25),
            valid_from=_Y25,
        )
        for party in (Party.INCORPORATED, Party.CUSTOMER)
    ),
)

_BY_COUNTRY: Mapping[str, tuple[Rule, ...]] = {
    "CA": (*_CANADA_WITHHELD, *_CANADA_ADDED),
    "NO": _NORWAY,
}


def rules_of(agency_country: str, own: Sequence[Rule] = ()) -> tuple[Rule, ...]:
    """The rules of an agency: its own, and the country's that it does not replace by code.

    A party in another country than the agency is charged nothing: `Rule.applies` sees to it.
    """
    replaced = {(rule.code, rule.party) for rule in own}
    defaults = _BY_COUNTRY.get(agency_country, ())
    return (*own, *(rule for rule in defaults if (rule.code, rule.party) not in replaced))
