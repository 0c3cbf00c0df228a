"""How fast it is, beside what the database itself can do: `make bench`."""
