"""Metrics, readings, tallies, goals and their progress.

May import `teams`; never `feedback`, `escalations` or `config`: it does not know where readings come from.
Start reading in `models/numbers.py` (what is stored), follow a reading through `ingest/funnel.py` and
`recompute/` into `models/goals.py`'s Progress, and end in `queries/`, which pages and API show as it is.
"""
