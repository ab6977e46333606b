"""The map of the site: machines first, staff, then every public room under a language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from . import specimens, views

urlpatterns = [
    path("", views.root, name="root"),
    path("health/", include("projectsite.health")),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    path("sitemap-<slug:kind>-<int:number>.xml", views.sitemap, name="sitemap-part"),
    path("media/<path:name>", views.media, name="media"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("preview/parts/", specimens.parts, name="parts"),
        path("preview/<slug:kind>/<slug:key>/", views.preview, name="preview"),
        path("", include("projects.urls")),
        path("", include("partners.urls")),
        path("", include("exchange.urls")),
        path("", include("pages.urls")),
    ),
]

handler400 = "projectsite.views.bad_request"
handler403 = "projectsite.views.forbidden"
handler404 = "projectsite.views.not_found"
handler500 = "projectsite.views.server_error"
