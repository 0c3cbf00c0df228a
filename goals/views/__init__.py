"""The pages of `goals`, by noun. Function views that read top to bottom."""
