"""What the jobs do: stale marks to tallies, tallies to progress, and the clock that moves progress on.

`tallies` sums readings anew where a mark says so; `wanted` says which periods of which goals that
touches; `standing` works those out and writes what changed; `run` puts it together in transactions;
`jobs` hands out work that is due.
"""
