"""The small pages that the edge renders itself: home, sign-in, the links of e-mails, errors."""
