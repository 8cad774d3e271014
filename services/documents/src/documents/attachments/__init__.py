"""Attachments: files that people send along with a message, only ever handed out to be saved."""
