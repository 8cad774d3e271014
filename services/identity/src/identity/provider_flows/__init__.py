"""A browser goes to a provider and comes back: signed in, signed up, or with an account linked."""
