"""Sealing signatures into their file, in the background of a worker and a process of its own."""
