"""What is kept of cases, decisions and goals for the search says more now, and on another day: written anew after the
migrations, as of any kind that has no document (`teams.searching.fill_what_is_empty`).
"""

from typing import Any

from django.db import migrations


def let_go(apps: Any, _schema_editor: Any) -> None:
    document = apps.get_model("teams", "SearchDocument")
    document.objects.filter(kind__in=["decision", "escalation", "goal"]).delete()


class Migration(migrations.Migration):
    dependencies = [("teams", "0014_keeping")]

    operations = [migrations.RunPython(let_go, migrations.RunPython.noop, elidable=True)]
