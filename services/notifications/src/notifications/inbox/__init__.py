"""The in-app list: what a person was told, whatever came of it by e-mail, and what is unread."""
