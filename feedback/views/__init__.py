"""The pages, a module a noun."""
