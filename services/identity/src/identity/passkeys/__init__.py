"""Passkeys (WebAuthn): registration, list, sign-in without a password, second factor."""
