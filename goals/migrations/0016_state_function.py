"""Keep the statement every page asks first as a function of the database, so that it is planned once a
connection: to plan its dozen questions took five times as long as to answer them.

What it asks is written a second time in `goals/queries/state.py`, for databases without functions; a test
compares the two. To ask something more, replace the function in a new migration.
"""

from django.db import migrations

MAKE = """
CREATE OR REPLACE FUNCTION leadwell_state(person bigint) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY[
        (SELECT version FROM goals_enginestate WHERE id = 1)::text,
        (SELECT SUM(id) FROM (SELECT id FROM teams_auditentry ORDER BY id DESC LIMIT 20) newest)::text,
        (SELECT MAX(id) FROM teams_auditentry)::text,
        (SELECT MAX(last_arrived_at) FROM goals_source)::text,
        (SELECT MAX(id) FROM goals_import)::text,
        (SELECT MAX(done_at) FROM goals_import)::text,
        (SELECT MAX(undone_at) FROM goals_import)::text,
        (SELECT COUNT(parked_at) FROM goals_job)::text,
        (SELECT MAX(parked_at) FROM goals_job)::text,
        (SELECT MAX(id) FROM goals_stalecalendar)::text,
        (SELECT MAX(id) FROM teams_notice WHERE user_id = person AND read_at IS NULL)::text,
        (SELECT COUNT(*) FROM teams_notice WHERE user_id = person AND read_at IS NULL)::text
    ];
END $$
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAKE, params=None)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION leadwell_state(bigint)", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("goals", "0015_learn_sources_not_waited_for"),
        ("teams", "0004_uses_keys_log"),
    ]
    operations = [migrations.RunPython(make, drop)]
