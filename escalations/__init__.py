"""Escalations: what happens when a customer needs more than an agent may give.

The log, the protocols and limits of authority, the decisions and their review live here. It
stands on `teams` (who may decide for whom) and `goals` (it may push readings into metrics) and
may import both. It never imports `feedback`: the two link to each other by address only.
"""
