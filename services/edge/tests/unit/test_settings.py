"""The edge does not start half set."""

import pytest
from pydantic import ValidationError

from edge.settings import EdgeSettings


@pytest.mark.parametrize(
    ("environment", "starts"),
    [
        ({}, True),
        ({"PUBLIC_SCHEME": "https"}, False),
        ({"PUBLIC_SCHEME": "https", "TRUSTED_PROXIES": "0"}, False),
        ({"PUBLIC_SCHEME": "https", "TRUSTED_PROXIES": "1"}, True),
        ({"TRUSTED_PROXIES": "2"}, True),
        ({"TRUSTED_PROXIES": "-1"}, False),
        ({"PUBLIC_SCHEME": "ftp"}, False),
    ],
)
def test_https_outside_needs_to_know_the_proxies(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], starts: bool
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    if starts:
        EdgeSettings()
        return
    with pytest.raises(ValidationError) as refused:
        EdgeSettings()
    if environment.get("PUBLIC_SCHEME") == "https":
        assert "TRUSTED_PROXIES" in str(refused.value)
