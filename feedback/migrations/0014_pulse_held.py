"""Answers of the pulse without the team of few: sealed while a week is open, told together once it is over.

What was told of a closed week stays told as it was: teams alone that were, the others as one. What was never told, as
fewer than five answered, goes. There is no way back, as what came from whom is not known any more.
"""

import django.db.models.deletion
from django.db import migrations, models

from feedback.queries.pulse_held import Said, mark_of, sealed

FEWEST = 5
SUMS = ("ones", "twos", "threes", "fours", "fives")


def said_in(box):
    return Said(tuple(getattr(box, name) for name in SUMS), tuple(box.words))


def told(numbers):
    """Teams told alone and teams told together, as it was when those weeks were told."""
    given = {team: n for team, n in numbers.items() if n}
    rest = {team for team, n in given.items() if n < FEWEST}
    alone = sorted(given.keys() - rest, key=lambda team: (given[team], team))
    while alone and 0 < sum(given[team] for team in rest) < FEWEST:
        rest.add(alone.pop(0))
    return set(alone), rest


def merge(apps, schema_editor):
    for asked in apps.get_model("feedback", "Round").objects.order_by("week"):
        if asked.closed_at is None:
            hold(apps, asked)
        else:
            tell(asked)
    if schema_editor.connection.vendor == "postgresql":
        # What is checked at the end otherwise is checked now: no table may be altered before.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def hold(apps, asked):
    """An open week: all boxes into one text, all who answered into one list of marks."""
    said = {box.team_id: said_in(box) for box in asked.boxes.all()}
    marks = {mark_of(asked.pk, person) for row in asked.turnouts.all() for person in row.people}
    team = asked.turnouts.order_by("pk").values_list("team_id", flat=True).first()
    asked.boxes.all().delete()
    asked.turnouts.all().delete()
    text = sealed(asked.pk, {team: one for team, one in said.items() if sum(one.sums)})
    apps.get_model("feedback", "Held").objects.create(round=asked, sealed=text)
    if team is not None:
        asked.turnouts.create(team_id=team, people=sorted(marks))


def tell(asked):
    """A closed week: one box for all teams that are told together, none where nothing is."""
    asked.turnouts.all().delete()
    boxes = {box.team_id: box for box in asked.boxes.order_by("team_id")}
    said = {team: said_in(box) for team, box in boxes.items()}
    numbers = {team: sum(one.sums) for team, one in said.items()}
    alone, rest = told(numbers) if sum(numbers.values()) >= FEWEST else (set(), set())
    for team in alone:
        boxes[team].teams.set([team])
    asked.boxes.exclude(team_id__in=alone).delete()
    if rest:
        whole = sum((said[team] for team in sorted(rest)), Said())
        sums = dict(zip(SUMS, whole.sums, strict=True))
        box = asked.boxes.create(team_id=min(rest), words=list(whole.words), **sums)
        box.teams.set(rest)


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0013_ideas_followed_up"),
    ]

    operations = [
        migrations.CreateModel(
            name="Held",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sealed", models.TextField(blank=True)),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="held",
                        to="feedback.round",
                    ),
                ),
            ],
            options={"verbose_name_plural": "held"},
        ),
        migrations.AddField(
            model_name="box",
            name="teams",
            field=models.ManyToManyField(related_name="+", to="teams.team"),
        ),
        migrations.RemoveConstraint(model_name="box", name="box_once"),
        migrations.RemoveConstraint(model_name="turnout", name="turnout_once"),
        migrations.RunPython(merge),
        migrations.RemoveField(model_name="box", name="team"),
        migrations.RemoveField(model_name="turnout", name="team"),
        migrations.AlterField(
            model_name="turnout",
            name="round",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="turnout",
                to="feedback.round",
            ),
        ),
        migrations.AddConstraint(
            model_name="box",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "ones__gte",
                        models.Value(FEWEST)
                        - models.F("twos")
                        - models.F("threes")
                        - models.F("fours")
                        - models.F("fives"),
                    )
                ),
                name="box_of_five_or_more",
            ),
        ),
    ]
