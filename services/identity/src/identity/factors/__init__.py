"""Second factors: an authenticator app, recovery codes, and what there is of them."""
