"""Lists and reports as files to save: XLSX to open in a spreadsheet, CSV for other programs."""

MAX_ROWS = 100_000
"""That a file has. What is more is refused, and narrowed down by who asks."""
