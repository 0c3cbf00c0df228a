"""Every address of the site. Each app names its own pages in its `urls.py`."""

from importlib.util import find_spec

from csp.decorators import csp_update
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config import health

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.broken"

# The documentation's own style sheet draws its icons from data: addresses.
api_docs = csp_update({"img-src": ["data:"]})(
    SpectacularSwaggerSplitView.as_view(template_name="api_docs.html")
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("config.api_urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", api_docs, name="api-docs"),
]
if find_spec("config.home"):
    from config import home

    urlpatterns.append(path("", home.today, name="home"))
urlpatterns += [
    path("", include(f"{app}.urls")) for app in ("teams", "goals") if find_spec(f"{app}.urls")
]
