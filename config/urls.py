"""Every address of the site. Each app names its own pages in its `urls.py`."""

from collections.abc import Iterable, Iterator
from functools import partial, update_wrapper

from csp.decorators import csp_update
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config import health, search, setup
from config.home import views as home
from teams.access import ADMINISTRATORS, ANYONE, access

AdminUrls = tuple[list[URLPattern | URLResolver], str, str]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.broken"

# The description of the API holds no figures; programs read it before they have a token.
schema = access(ANYONE)(SpectacularAPIView.as_view())
# The documentation's own style sheet draws its icons from data: addresses.
api_docs = access(ANYONE)(
    csp_update({"img-src": ["data:"]})(
        SpectacularSwaggerSplitView.as_view(template_name="api_docs.html")
    )
)


def for_administrators(admin_urls: AdminUrls) -> AdminUrls:
    """State on every page of the admin site that it is for administrators."""
    for entry in _pages(admin_urls[0]):
        # A partial, because a method (the admin's own sign-in) takes no statement.
        page = update_wrapper(partial(entry.callback), entry.callback)
        # There is one place to sign in, and it is ours.
        vars(page).pop("login_url", None)
        entry.callback = access(ADMINISTRATORS)(page)
    return admin_urls


def _pages(entries: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    """Every page under some addresses, at any depth."""
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from _pages(entry.url_patterns)
        else:
            yield entry


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("admin/", for_administrators(admin.site.urls)),
    path("api/v1/", include("config.api_urls")),
    path("api/schema/", schema, name="schema"),
    path("api/docs/", api_docs, name="api-docs"),
    path("", home.today, name="home"),
    path("today/goals/<int:pk>/put-off/", home.put_goal_off, name="put_off"),
    path("today/goals/<int:pk>/take-up/", home.take_goal_up, name="take_up"),
    path("company/", home.company, name="company"),
    path("teams/<slug:slug>/", home.team, name="team"),
    path("search/", search.search, name="search"),
    path("search/palette/", search.palette, name="search_palette"),
    path("setup/", setup.setup, name="setup"),
    path("jobs/<int:pk>/release/", home.release, name="job_release"),
    path("", include("teams.urls")),
    path("", include("goals.urls")),
    path("", include("escalations.urls")),
    path("", include("feedback.urls")),
]
