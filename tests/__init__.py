"""Tests of Portico as a whole; those of a service stand beside it."""
