"""The site itself, and Django's admin with the site's own words."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class Projectsite(AppConfig):
    name = "projectsite"
    verbose_name = "Site"


class Desk(admin_apps.AdminConfig):
    """Django's admin; what is the site's own in it stands in templates/admin and static/admin."""

    default_site = "editorial.desk.site.DeskSite"
