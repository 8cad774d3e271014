"""What an agency's file says of its providers, and what is remembered of a provider."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from chassis.ids import new_id
from contracts.ids import AgencyId
from identity.providers.entries import ProviderEntry, require_distinct
from identity.providers.model import ProviderAwayError
from identity.providers.web import FAILURE_KEPT_SECONDS, TtlCache

GENERIC = {"kind": "generic", "name": "ID", "issuer": "https://id.example", "client_id": "c"}


def entry(**given: object) -> ProviderEntry:
    return ProviderEntry.model_validate(given)


def test_what_is_known_of_a_kind_need_not_be_said() -> None:
    client = entry(kind="google", client_id="c", client_secret="s").client(AgencyId(new_id()))
    provider = client.provider
    assert (provider.id, provider.name) == ("google", "Google")
    assert provider.issuer == "https://accounts.google.com"
    assert client.secret == "s"
    assert "secret='s'" not in repr(client)


def test_a_secret_can_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from-the-file\n")
    given = entry(kind="linkedin", client_id="c", client_secret_file=str(file))
    assert given.client(AgencyId(new_id())).secret == "from-the-file"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "google", "client_id": "c"}, "google needs a client secret"),
        ({"kind": "generic", "client_id": "c"}, "needs an issuer and a name"),
        (GENERIC | {"issuer": "http://id.example"}, "must be an https address"),
        (GENERIC | {"id": "No Id"}, "pattern"),
        (GENERIC | {"kind": "facebook"}, "google"),
        (GENERIC | {"tenants": ["9188040d-6c67-4c5b-b112-36a304b66dad"]}, "only Microsoft"),
        (GENERIC | {"client_secret": "hush-7", "client_secret_file": "x"}, "given twice"),
        (GENERIC | {"client_secret": "hush-7", "client_scret": "x"}, "extra"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said_without_its_secret(
    given: dict[str, object], said: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        ProviderEntry.model_validate(given)
    assert said.lower() in str(refused.value).lower()
    assert "hush-7" not in str(refused.value)


def test_two_providers_have_two_ids() -> None:
    one, other = entry(**GENERIC), entry(**GENERIC, id="other")
    require_distinct([one, other])
    with pytest.raises(ValueError, match="same id"):
        require_distinct([one, one])


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


async def test_an_answer_is_kept_used_while_the_provider_is_away_and_then_given_up() -> None:
    clock, asked = Clock(), list[float]()
    memory = TtlCache[str](fresh_seconds=60, stale_seconds=600, capacity=8, clock=clock)

    async def good() -> str:
        asked.append(clock.seconds)
        return f"of {clock.seconds:.0f}"

    async def away() -> str:
        asked.append(clock.seconds)
        raise ProviderAwayError

    assert await memory.get("a", good) == "of 0"
    clock.seconds = 59
    assert await memory.get("a", away) == "of 0"
    assert asked == [0]
    clock.seconds = 61
    assert await memory.get("a", away) == "of 0"
    assert asked == [0, 61]
    clock.seconds = 601
    with pytest.raises(ProviderAwayError):
        await memory.get("a", away)


async def test_who_asks_right_after_a_failure_does_not_wait_for_another() -> None:
    clock, asked = Clock(), list[float]()
    memory = TtlCache[str](fresh_seconds=60, stale_seconds=600, capacity=8, clock=clock)

    async def away() -> str:
        asked.append(clock.seconds)
        raise ProviderAwayError

    for _ in range(3):
        with pytest.raises(ProviderAwayError):
            await memory.get("a", away)
    assert asked == [0]
    clock.seconds = FAILURE_KEPT_SECONDS
    with pytest.raises(ProviderAwayError):
        await memory.get("a", away)
    assert len(asked) == 2


async def test_no_more_is_kept_than_may_be() -> None:
    asked: list[str] = []
    memory = TtlCache[str](fresh_seconds=60, stale_seconds=600, capacity=2)

    async def ask(key: str) -> str:
        async def answer() -> str:
            asked.append(key)
            return key

        return await memory.get(key, answer)

    for key in ("a", "b", "c", "c", "a"):
        assert await ask(key) == key
    assert asked == ["a", "b", "c", "a"]
