from django.db import migrations

CHANGES = ("paused", "resumed", "archived")


def from_the_record(apps, schema_editor):
    """The pauses there were, from what was recorded: days in UTC, as near as the record is."""
    entries = apps.get_model("teams", "AuditEntry").objects
    goals = apps.get_model("goals", "Goal").objects
    pauses = apps.get_model("goals", "Pause").objects
    there = set(goals.values_list("pk", flat=True))
    lasting = {}
    held = []
    rows = entries.filter(kind="goals.goal", verb__in=CHANGES).order_by("at", "pk")
    for goal, verb, at, reason, by in rows.values_list(
        "object_id", "verb", "at", "reason", "actor_id"
    ).iterator():
        if goal not in there:
            continue
        if verb != "resumed":
            lasting.setdefault(goal, (at.date(), reason[:300], by))
        elif goal in lasting:
            since, why, who = lasting.pop(goal)
            if at.date() > since:
                held.append((goal, since, at.date(), why, who))
    held += [(goal, since, None, why, who) for goal, (since, why, who) in lasting.items()]
    for goal, since, until, why, who in held:
        pauses.create(goal_id=goal, since=since, until=until, reason=why, by_id=who)


class Migration(migrations.Migration):
    dependencies = [
        ("goals", "0008_life_of_a_goal"),
        ("teams", "0002_notice"),
    ]

    operations = [migrations.RunPython(from_the_record, migrations.RunPython.noop)]
