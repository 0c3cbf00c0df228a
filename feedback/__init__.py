"""Feedback: what people say to each other about the work.

Kudos and praise, coaching notes, one-to-ones, appraisals, ideas and pulse questions live here.
It stands on `teams` (who is who, who leads whom) and `goals` (what a thanks or a note is about)
and may import both. It never imports `escalations`: the two link to each other by address only.
"""
