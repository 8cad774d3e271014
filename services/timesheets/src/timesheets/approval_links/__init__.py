"""Links of e-mails by which one person approves or returns work once, without signing in."""
