"""What the page behind the link of an e-mail asks: what it is about, and that it is decided."""
