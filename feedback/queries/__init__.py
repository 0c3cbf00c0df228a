"""Reads, as frozen dataclasses of ready words, a module a noun."""
