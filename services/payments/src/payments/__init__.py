"""What contractors are owed and what companies owe, and the money that settles both."""
