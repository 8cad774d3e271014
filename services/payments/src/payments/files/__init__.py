"""Lists and reports as files to save: XLSX to open in a spreadsheet, CSV for other programs."""
