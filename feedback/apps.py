"""Feedback, as Django knows it."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FeedbackConfig(AppConfig):
    """Kudos and praise, notes and talks, appraisals, ideas and the pulse."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "feedback"

    def ready(self) -> None:
        """Have the first strengths and questions put in place with the tables; name what people are told of; bring
        thanks to people's pages and to the teams' screens.
        """
        # Apps are imported before their registry is ready.
        from feedback import notice_kinds  # noqa: PLC0415
        from feedback.actions.huddle import idea_of_huddle  # noqa: PLC0415
        from feedback.keeping_kinds import register as register_keeping  # noqa: PLC0415
        from feedback.personal_rows import register as register_personal  # noqa: PLC0415
        from feedback.queries import huddle  # noqa: PLC0415
        from feedback.queries.delegated import closed_tasks  # noqa: PLC0415
        from feedback.queries.growth import growth  # noqa: PLC0415
        from feedback.queries.help import help_facts  # noqa: PLC0415
        from feedback.queries.ideas import adopted_ideas  # noqa: PLC0415
        from feedback.queries.mirror import spoken  # noqa: PLC0415
        from feedback.queries.screen import thanks_for  # noqa: PLC0415
        from feedback.receivers import ideas_wait, put_first_words  # noqa: PLC0415
        from feedback.search_sources import register as register_search  # noqa: PLC0415
        from feedback.views.appraisals.pages import appraisals_part  # noqa: PLC0415
        from feedback.views.notes_part import notes_part  # noqa: PLC0415
        from feedback.views.one_to_ones.wishes import talks_part  # noqa: PLC0415
        from feedback.views.person_part import kudos_part, role_part, tasks_part  # noqa: PLC0415
        from teams import huddle_parts  # noqa: PLC0415
        from teams.events import still_to_do  # noqa: PLC0415
        from teams.evidence import register_evidence  # noqa: PLC0415
        from teams.materials import register_needs  # noqa: PLC0415
        from teams.mirror_parts import register_mirror  # noqa: PLC0415
        from teams.parts import register_person_part  # noqa: PLC0415
        from teams.words import register_words  # noqa: PLC0415

        notice_kinds.name_them()
        register_person_part("kudos", kudos_part, 50)
        register_person_part("role", role_part, 80)
        register_person_part("talks", talks_part, 30)
        register_person_part("appraisals", appraisals_part, 90)
        register_person_part("notes", notes_part, 95)
        register_person_part("tasks", tasks_part, 40)
        register_words("thanks", thanks_for)
        register_evidence("ideas", adopted_ideas)
        register_evidence("tasks", closed_tasks)
        register_evidence("help", help_facts)
        register_mirror("feedback", spoken)
        register_needs("feedback", growth)
        huddle_parts.register_candidates("feedback", huddle.candidates)
        huddle_parts.register_live("kudos", huddle.kudos_now)
        huddle_parts.register_live("idea", huddle.ideas_now)
        huddle_parts.register_board(idea_of_huddle)
        still_to_do.connect(ideas_wait, dispatch_uid="feedback.ideas_wait")
        post_migrate.connect(put_first_words, sender=self, dispatch_uid="feedback.put_first_words")
        register_search()
        register_personal()
        register_keeping()
