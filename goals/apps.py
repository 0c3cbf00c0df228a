"""The Django configuration of `goals`."""

from django.apps import AppConfig


class GoalsConfig(AppConfig):
    """Metrics, readings, tallies, goals and progress."""

    name = "goals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to changes of people and calendars; say how fresh figures are, what is told of goals, and on a
        person's page what they want to get better at.
        """
        # Models can only be imported once every app has been loaded.
        from goals import notice_kinds, receivers  # noqa: PLC0415
        from goals.ingest import work  # noqa: PLC0415
        from goals.personal_rows import register as register_personal  # noqa: PLC0415
        from goals.queries import huddle  # noqa: PLC0415
        from goals.queries.evidence import goal_facts  # noqa: PLC0415
        from goals.queries.mirror import own_figures  # noqa: PLC0415
        from goals.search_sources import register as register_search  # noqa: PLC0415
        from goals.views.freshness import in_the_frame  # noqa: PLC0415
        from goals.views.person_part import goals_part, own_goals_part  # noqa: PLC0415
        from teams import huddle_parts  # noqa: PLC0415
        from teams.context import register_freshness  # noqa: PLC0415
        from teams.evidence import register_evidence  # noqa: PLC0415
        from teams.mirror_parts import register_mirror  # noqa: PLC0415
        from teams.parts import register_person_part  # noqa: PLC0415

        receivers.connect()
        work.register()
        notice_kinds.name_them()
        register_freshness(in_the_frame)
        register_person_part("goals", goals_part, 10)
        register_person_part("own goals", own_goals_part, 20)
        register_evidence("goals", goal_facts)
        register_mirror("goals", own_figures)
        register_search()
        register_personal()
        huddle_parts.register_candidates("goals", huddle.for_huddle)
        huddle_parts.register_to_agree(huddle.to_agree)
        huddle_parts.register_comparison(huddle.compare_days)
