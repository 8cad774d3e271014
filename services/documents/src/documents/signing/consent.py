"""What a signer agrees to, in words that have a version: the one that was shown is kept for ever.

A text is never edited. Another wording is another version, and the newest is asked for.
"""

from collections.abc import Mapping
from types import MappingProxyType

VERSION = "2026-11"

_TEXTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "2026-11": MappingProxyType(
            {
                "en": "I have read this document. I am authorised to sign it for {company}, and I "
                "agree to sign it electronically.",
                "fr": "J’ai lu ce document. J’ai le pouvoir de le signer pour {company} et "  # noqa: RUF001
                "j’accepte de le signer électroniquement.",  # noqa: RUF001
                "nb": "Jeg har lest dette dokumentet. Jeg har fullmakt til å signere det for "
                "{company}, og jeg godtar å signere det elektronisk.",
            }
        )
    }
)


def text(version: str, language: str, company: str) -> str | None:
    """The consent of this version in this language; None for a version that there is not."""
    texts = _TEXTS.get(version)
    return None if texts is None else texts.get(language, texts["en"]).replace("{company}", company)
