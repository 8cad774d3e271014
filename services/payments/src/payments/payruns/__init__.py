"""Pay runs: who is paid, how much, and what is left out and why."""
