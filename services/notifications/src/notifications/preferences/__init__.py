"""Preferences: which kinds a person hears of by e-mail at once, once a day, or not."""
