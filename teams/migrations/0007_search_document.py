"""What can be found by words, and the index by which PostgreSQL finds it. Documents of what is there already
are written after the migrations (`teams.searching.fill_what_is_empty`).
"""

import teams.models.search
from django.db import migrations, models


def index_words(apps, schema_editor):
    """Every word as it is, whatever language it is of. Kept exact at once: readers are more than writers."""
    if schema_editor.connection.vendor == "postgresql":
        words = teams.models.search.VECTOR.format("words")
        schema_editor.execute(
            f"CREATE INDEX teams_search_words ON teams_searchdocument USING gin ({words}) WITH (fastupdate = off)"
        )


class Migration(migrations.Migration):

    dependencies = [
        ('teams', '0006_learning'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('object_id', models.BigIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('detail', models.CharField(blank=True, max_length=200)),
                ('key', models.CharField(max_length=120)),
                ('words', teams.models.search.WordsField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['kind', '-at', '-id'], name='search_newest')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'object_id'), name='search_document_once')],
            },
        ),
        migrations.RunPython(index_words, migrations.RunPython.noop),
    ]
