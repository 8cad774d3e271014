"""Sessions and the passes they are exchanged for."""
