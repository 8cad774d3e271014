"""Sending: from the queue to the mail server, each e-mail once. See docs/decisions/0005."""
