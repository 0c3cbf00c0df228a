"""The same verbs for programs, a module a noun."""
