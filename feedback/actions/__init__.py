"""The verbs of feedback, a module a noun."""
