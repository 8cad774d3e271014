"""The files that go to a bank and come back from it: their formats, and nothing of who is paid."""
