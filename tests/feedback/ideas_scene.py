"""Ideas for tests: North's and everybody's, made through the actions on Friday 20 November 2026, noon."""

from datetime import UTC, date, datetime, timedelta

from feedback.actions.idea_answers import agree_to_idea, decline_idea, look_at_idea
from feedback.actions.ideas import add_idea
from feedback.models import Idea

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PROMISED = date(2026, 12, 1)
"""Seven working days of North after that Friday."""
REMINDED = date(2026, 11, 27)
DAY = timedelta(days=1)


def an_idea(author, team=None, title="Ring the depot first", *, now=NOW, **more):
    """One that waits for an answer."""
    return add_idea(author, title=title, team=team, now=now, **more)


def agreed(leader, idea, *, owner=None, version=None, now=NOW):
    """It is agreed, to be done within a month."""
    said = {"reason": "It saves a call.", "owner": owner, "do_by": date(2026, 12, 18)}
    return agree_to_idea(leader, idea, **said, version=version, now=now)


def declined(leader, idea, *, now=NOW):
    return decline_idea(leader, idea, reason="The lift is mended first.", now=now)


def looked_at(leader, idea, *, by=date(2026, 12, 4), now=NOW):
    return look_at_idea(leader, idea, words="What does the depot say?", answer_by=by, now=now)


def anew(idea):
    return Idea.objects.get(pk=idea.pk)
