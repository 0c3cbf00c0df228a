"""The verbs of `escalations`, by noun: each is one function and one transaction."""
