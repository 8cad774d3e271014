"""How people sign in beside the password: accounts elsewhere, linked by themselves."""
