"""Notifications: tells people what happened, by e-mail, in their language, exactly once."""
