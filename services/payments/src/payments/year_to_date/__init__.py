"""What a person's pay statements of a calendar year come to, by the day of payment."""
