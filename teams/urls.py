"""The addresses of `teams`."""

from __future__ import annotations

from django.urls import URLPattern, path

from teams.views import (
    inbox,
    me,
    notifications,
    people,
    roles,
    settings,
    signing,
    teams,
    tokens,
)

app_name = "teams"

urlpatterns: list[URLPattern] = [
    path("login/", signing.sign_in, name="login"),
    path("logout/", signing.sign_out, name="logout"),
    path("welcome/<uidb64>/<token>/", signing.welcome, name="welcome"),
    path("help/", settings.help_page, name="help"),
    path("people/<int:pk>/", people.person, name="person"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="inbox_read_all"),
    path("inbox/<int:pk>/open/", inbox.open_notice, name="inbox_open"),
    path("inbox/<int:pk>/read/", inbox.read, name="inbox_read"),
    path("mail/unsubscribe/<str:token>/", notifications.unsubscribe, name="unsubscribe"),
    path("settings/", settings.index, name="settings"),
    path("settings/me/", me.me, name="me"),
    path("settings/me/theme/", me.theme, name="theme"),
    path("settings/me/password/", me.password, name="password"),
    path("settings/notifications/", notifications.notifications, name="notifications"),
    path("settings/api/", tokens.tokens, name="tokens"),
    path("settings/api/<int:pk>/revoke/", tokens.revoke, name="token_revoke"),
    path("settings/organisation/", settings.organisation, name="organisation"),
    path("settings/teams/", teams.teams, name="teams"),
    path("settings/teams/new/", teams.new, name="team_new"),
    path("settings/teams/<slug:slug>/", teams.edit, name="team_edit"),
    path("settings/teams/<slug:slug>/archive/", teams.archive, name="team_archive"),
    path("settings/teams/<slug:slug>/days-off/", teams.closure_new, name="closure_new"),
    path(
        "settings/teams/<slug:slug>/days-off/<int:pk>/remove/",
        teams.closure_remove,
        name="closure_remove",
    ),
    path("settings/people/", people.people, name="people"),
    path("settings/people/new/", people.new, name="person_new"),
    path("settings/people/<int:pk>/", people.edit, name="person_edit"),
    path("settings/people/<int:pk>/sign-in-link/", people.sign_in_link, name="sign_in_link"),
    path("settings/people/<int:pk>/back/", people.back, name="person_back"),
    path("settings/people/<int:pk>/join/", roles.join, name="join"),
    path("settings/people/<int:pk>/move/", roles.move, name="move"),
    path("settings/people/<int:pk>/leave/", roles.leave, name="leave"),
    path("settings/people/<int:pk>/roles/<int:membership>/", roles.role, name="role"),
    path("settings/people/<int:pk>/roles/<int:membership>/end/", roles.end, name="role_end"),
    path("settings/administrators/", roles.administrators, name="administrators"),
    path(
        "settings/administrators/<int:pk>/remove/",
        roles.administrator_remove,
        name="administrator_remove",
    ),
]
