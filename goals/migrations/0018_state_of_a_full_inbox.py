"""Ask the state of an inbox in the order in which it is indexed, and count no more of it than a thousand: every page
asks, and of a hundred thousand notices the count took longer than all else of a page.

As in `goals/queries/state.py`, for databases without functions; a test compares the two.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("goals.migrations.0016_state_function").MAKE
NEWEST = "(SELECT MAX(id) FROM teams_notice WHERE user_id = person AND read_at IS NULL)"
WAITING = "(SELECT COUNT(*) FROM teams_notice WHERE user_id = person AND read_at IS NULL)"
MAKE = BEFORE.replace(
    NEWEST,
    """(SELECT id FROM teams_notice WHERE user_id = person AND read_at IS NULL
         ORDER BY at DESC, id DESC LIMIT 1)""",
).replace(
    WAITING,
    """(SELECT COUNT(*) FROM (SELECT 1 FROM teams_notice WHERE user_id = person AND read_at IS NULL
                               LIMIT 1000) few)""",
)


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAKE, params=None)


def back(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BEFORE, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("goals", "0017_balance_plan"),
        ("teams", "0013_notices_by_kind"),
    ]
    operations = [migrations.RunPython(make, back)]
