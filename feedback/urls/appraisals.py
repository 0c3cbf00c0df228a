"""Addresses of appraisals."""

from django.urls import URLPattern, path

from feedback.views.appraisals import cycles, detours, doing, pages, setup

urlpatterns: list[URLPattern] = [
    path("appraisals/", pages.appraisals, name="appraisals"),
    path("appraisals/cycles/", cycles.cycles, name="appraisal_cycles"),
    path("appraisals/cycles/new/", cycles.cycle_new, name="appraisal_cycle_new"),
    path("appraisals/cycles/<int:pk>/", cycles.cycle, name="appraisal_cycle"),
    path("appraisals/cycles/<int:pk>/edit/", cycles.cycle_edit, name="appraisal_cycle_edit"),
    path("appraisals/cycles/<int:pk>/people/", cycles.cycle_people, name="appraisal_cycle_people"),
    path("appraisals/cycles/<int:pk>/close/", cycles.cycle_close, name="appraisal_cycle_close"),
    path("appraisals/<int:pk>/", pages.appraisal, name="appraisal"),
    path("appraisals/<int:pk>/write/", doing.write, name="appraisal_write"),
    path("appraisals/<int:pk>/take-back/", doing.take_back, name="appraisal_take_back"),
    path("appraisals/<int:pk>/evidence/", doing.evidence, name="appraisal_evidence"),
    path(
        "appraisals/<int:pk>/evidence/<int:entry>/remove/",
        doing.evidence_remove,
        name="appraisal_evidence_remove",
    ),
    path("appraisals/<int:pk>/talk/", doing.talk, name="appraisal_talk"),
    path("appraisals/<int:pk>/disagree/", doing.disagree, name="appraisal_disagree"),
    path("appraisals/<int:pk>/sign/", doing.sign, name="appraisal_sign"),
    path("appraisals/<int:pk>/leader/", cycles.hand_over, name="appraisal_hand_over"),
    path("appraisals/<int:pk>/out/", detours.leave_out, name="appraisal_leave_out"),
    path("appraisals/<int:pk>/back/", detours.put_back, name="appraisal_put_back"),
    path("appraisals/<int:pk>/go-on/", detours.go_on, name="appraisal_go_on"),
    path("settings/job-profiles/", setup.job_profiles, name="job_profiles"),
    path("settings/job-profiles/new/", setup.profile_new, name="job_profile_new"),
    path("settings/job-profiles/<int:pk>/", setup.profile_edit, name="job_profile_edit"),
    path("settings/job-profiles/<int:pk>/away/", setup.profile_away, name="job_profile_away"),
    path("settings/appraisals/", setup.appraisal_templates, name="appraisal_templates"),
    path("settings/appraisals/new/", setup.template_new, name="appraisal_template_new"),
    path("settings/appraisals/<int:pk>/", setup.template_edit, name="appraisal_template_edit"),
    path("settings/appraisals/<int:pk>/away/", setup.template_away, name="appraisal_template_away"),
]
