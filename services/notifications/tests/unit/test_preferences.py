"""Which kinds can be chosen, by whom, and that e-mail about the login cannot."""

import pytest

from chassis.errors import InvalidError
from contracts.access import Portal
from notifications.emails.message import SECURITY, Kind
from notifications.preferences.model import Choice, Preferences, chosen, kinds_of

CHOSEN = [kind for kind in Kind if kind not in SECURITY | {Kind.DAILY_DIGEST}]


@pytest.mark.requirement("X1")
@pytest.mark.parametrize("choice", Choice)
@pytest.mark.parametrize("kind", CHOSEN)
def test_every_kind_but_those_about_the_login_comes_as_it_was_chosen(
    kind: Kind, choice: Choice
) -> None:
    portals = [portal for portal in Portal if kind in kinds_of(portal)]
    assert portals, "nobody can choose this kind"
    for portal in portals:
        assert chosen(portal, {kind.value: choice}, digest_hour=8).choice(kind) is choice


@pytest.mark.requirement("X1")
@pytest.mark.parametrize("choice", [Choice.DAILY, Choice.NEVER])
@pytest.mark.parametrize("kind", sorted(SECURITY))
@pytest.mark.parametrize("portal", Portal)
def test_e_mail_about_the_login_cannot_be_chosen_away(
    portal: Portal, kind: Kind, choice: Choice
) -> None:
    with pytest.raises(InvalidError) as refused:
        chosen(portal, {kind.value: choice}, digest_hour=8)
    assert [error.field for error in refused.value.errors] == [f"choices.{kind}"]
    said = "always comes" if kind in kinds_of(portal) else "nobody at this portal gets this"
    assert said in str(refused.value)


@pytest.mark.requirement("K7")
def test_where_invoices_go_is_told_to_contacts_alone_and_always() -> None:
    kind = Kind.BILLING_EMAIL_CHANGED
    assert [portal for portal in Portal if kind in kinds_of(portal)] == [Portal.CUSTOMER]


@pytest.mark.parametrize("kind", sorted(SECURITY))
def test_e_mail_about_the_login_comes_at_once_whatever_is_stored(kind: Kind) -> None:
    assert Preferences(choices={kind: Choice.NEVER}).choice(kind) is Choice.AT_ONCE


@pytest.mark.requirement("X1")
@pytest.mark.parametrize("kind", Kind)
def test_without_a_choice_everything_comes_at_once(kind: Kind) -> None:
    assert Preferences().choice(kind) is Choice.AT_ONCE


def test_a_kind_of_another_portal_and_one_that_is_none_are_both_refused_by_name() -> None:
    with pytest.raises(InvalidError) as refused:
        chosen(
            Portal.CONTRACTOR,
            {"invoice_issued": Choice.NEVER, "weather": Choice.NEVER, "daily_digest": Choice.NEVER},
            digest_hour=8,
        )
    assert [error.field for error in refused.value.errors] == [
        "choices.invoice_issued",
        "choices.weather",
        "choices.daily_digest",
    ]


def test_what_comes_at_once_is_not_stored() -> None:
    kept = chosen(Portal.CONTRACTOR, {"payment_made": Choice.AT_ONCE}, digest_hour=8)
    assert kept.choices == {}
