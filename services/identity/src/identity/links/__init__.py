"""One-time links: invitation, login, password reset."""
