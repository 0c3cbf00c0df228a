"""Reads of `escalations`, as frozen dataclasses of ready words."""
