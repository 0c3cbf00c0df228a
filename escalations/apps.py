"""Escalations, as Django knows it."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EscalationsConfig(AppConfig):
    """The log, the playbook, authority and what is learned."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "escalations"

    def ready(self) -> None:
        """Have the first categories put in place with the tables; name what people are told of; add to a
        person's page what they may decide, and to everybody's menu how much waits.
        """
        # Apps are imported before their registry is ready.
        from escalations import (  # noqa: PLC0415
            learning_kinds,
            notice_kinds,
            notice_kinds_playbook,
        )
        from escalations.keeping_kinds import register as register_keeping  # noqa: PLC0415
        from escalations.learned import raise_level  # noqa: PLC0415
        from escalations.personal_rows import register as register_personal  # noqa: PLC0415
        from escalations.queries import materials  # noqa: PLC0415
        from escalations.queries.huddle import candidates  # noqa: PLC0415
        from escalations.queries.mirror import answered  # noqa: PLC0415
        from escalations.queries.opened import levels_that_follow  # noqa: PLC0415
        from escalations.queries.thanks import case_facts  # noqa: PLC0415
        from escalations.queries.waiting import waiting_in  # noqa: PLC0415
        from escalations.receivers import (  # noqa: PLC0415
            cases_wait,
            place_cases_anew,
            put_first_categories,
        )
        from escalations.search_sources import register as register_search  # noqa: PLC0415
        from escalations.views.person_part import levels_part  # noqa: PLC0415
        from teams.events import (  # noqa: PLC0415
            calendar_changed,
            learning_finished,
            still_to_do,
        )
        from teams.evidence import register_evidence  # noqa: PLC0415
        from teams.huddle_parts import register_candidates  # noqa: PLC0415
        from teams.materials import (  # noqa: PLC0415
            Source,
            register_material,
            register_needs,
            register_openings,
        )
        from teams.mirror_parts import register_mirror  # noqa: PLC0415
        from teams.parts import register_person_part  # noqa: PLC0415
        from teams.permissions import register_waiting  # noqa: PLC0415

        notice_kinds_playbook.name_them()
        register_person_part("authority", levels_part, 70)
        register_waiting(waiting_in())
        register_evidence("escalations", case_facts)
        register_mirror("escalations", answered)
        register_candidates("escalations", candidates)
        learning_kinds.name_them()
        post_migrate.connect(
            put_first_categories, sender=self, dispatch_uid="escalations.put_first_categories"
        )
        notice_kinds.name_them()
        calendar_changed.connect(place_cases_anew, dispatch_uid="escalations.place_cases_anew")
        still_to_do.connect(cases_wait, dispatch_uid="escalations.cases_wait")
        register_material(Source(materials.CASE, "Training case", materials.training_cases))
        register_material(
            Source(
                materials.PROTOCOL,
                "Protocol to confirm",
                materials.protocols,
                materials.confirmed,
                materials.MUST_CONFIRM,
            )
        )
        register_needs("escalations", materials.wanted)
        register_openings(materials.LEVEL, materials.levels, levels_that_follow)
        learning_finished.connect(raise_level, dispatch_uid="escalations.raise_level")
        register_search()
        register_personal()
        register_keeping()
