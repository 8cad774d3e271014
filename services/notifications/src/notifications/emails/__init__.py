"""E-mails: what one says, in which words, and how it looks."""
