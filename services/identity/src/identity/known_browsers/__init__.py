"""Known browsers: at which browsers a person has signed in before."""
