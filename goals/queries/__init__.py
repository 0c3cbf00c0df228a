"""Reads across tables, as frozen dataclasses that pages and API show as they are."""
