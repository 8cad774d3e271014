"""The only HTTP door of Portico: who is there, what each portal shows, and what went stale."""
