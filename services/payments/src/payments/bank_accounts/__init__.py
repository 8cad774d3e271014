"""The bank accounts that contractors named, as identity tells: where their pay goes."""
