"""What the edge answers, typed: the contract of the frontends, and what it reads from services."""
