"""Talks that were ended and begun again stand in one series: nothing that was open stays behind in an older one."""

from typing import Any

from django.db import migrations
from django.db.models import Count


def join(apps: Any, schema_editor: Any) -> None:
    """Move all that the older series of two people hold into the running one, else into the latest."""
    Series = apps.get_model("feedback", "Series")
    PrivateNote = apps.get_model("feedback", "PrivateNote")
    pairs = Series.objects.order_by().values_list("leader_id", "person_id")
    for leader, person in pairs.annotate(many=Count("pk")).filter(many__gt=1).values_list(
        "leader_id", "person_id"
    ):
        of_both = list(Series.objects.filter(leader_id=leader, person_id=person).order_by("-pk"))
        kept = next((each for each in of_both if each.ended_at is None), of_both[0])
        for older in of_both:
            if older.pk == kept.pk:
                continue
            for name in ("Meeting", "Point", "Agreement"):
                apps.get_model("feedback", name).objects.filter(series_id=older.pk).update(
                    series_id=kept.pk
                )
            for note in PrivateNote.objects.filter(series_id=older.pk):
                there = PrivateNote.objects.filter(series_id=kept.pk, author_id=note.author_id).first()
                if there is None:
                    PrivateNote.objects.filter(pk=note.pk).update(series_id=kept.pk)
                elif note.words:
                    there.words = f"{there.words}\n\n{note.words}".strip()
                    there.version += 1
                    there.save(update_fields=["words", "version"])
                    note.delete()


class Migration(migrations.Migration):
    dependencies = [("feedback", "0011_appraisals_hand_overs")]

    operations = [migrations.RunPython(join, migrations.RunPython.noop)]
