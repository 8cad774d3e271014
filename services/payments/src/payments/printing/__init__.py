"""Documents that people have printed: so many an hour for each person, whatever they are."""
