"""The Django configuration of `teams`."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TeamsConfig(AppConfig):
    """People, teams, roles, calendars and learning."""

    name = "teams"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name what people are told of; have newcomers given their paths; add learning to people's pages; have
        people, teams and decisions found, and what is there already once the tables for it are; fill the mirror; say
        what is held of a person; put the first skills of leaders in place with their tables.
        """
        # Apps are imported before their registry is ready.
        from teams import growth_kinds, huddle_kinds, notice_kinds  # noqa: PLC0415
        from teams.events import membership_changed  # noqa: PLC0415
        from teams.growth_defaults import put_first_skills  # noqa: PLC0415
        from teams.keeping_kinds import register as register_keeping  # noqa: PLC0415
        from teams.mirror_parts import register_mirror  # noqa: PLC0415
        from teams.parts import register_person_part  # noqa: PLC0415
        from teams.personal_rows import register as register_personal  # noqa: PLC0415
        from teams.queries.mirror import taken_on  # noqa: PLC0415
        from teams.receivers import welcome_newcomers  # noqa: PLC0415
        from teams.search_sources import follow_migrations, register  # noqa: PLC0415
        from teams.views.growth_part import growth_part  # noqa: PLC0415
        from teams.views.learning_part import learning_part  # noqa: PLC0415

        notice_kinds.name_them()
        huddle_kinds.name_them()
        growth_kinds.name_them()
        register_person_part("learning", learning_part, 60)
        register_person_part("growth", growth_part, 65)
        register_mirror("teams", taken_on)
        membership_changed.connect(welcome_newcomers, dispatch_uid="teams.welcome_newcomers")
        register()
        register_personal()
        register_keeping()
        follow_migrations(self)
        post_migrate.connect(put_first_skills, sender=self, dispatch_uid="teams.put_first_skills")
