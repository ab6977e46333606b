"""The four groups of people who work here."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

WRITTEN = ("project", "organisation", "agency", "partner", "donor", "document", "page")
PARTS = ("participation", "projectcountry", "projectdocument", "wording", "organisationname", "documentfile")
SEEN = ("country", "theme", "site")
SETTINGS = ("country", "theme", "site")


def _codenames(actions, models):
    return [f"{action}_{model}" for action in actions for model in models]


GROUPS = {
    "Editor": _codenames(("add", "change", "view"), WRITTEN)
    + _codenames(("add", "change", "delete", "view"), PARTS)
    + _codenames(("view",), SEEN),
    "Publisher": _codenames(("add", "change", "delete", "view"), (*WRITTEN, *PARTS))
    + _codenames(("view",), SEEN)
    + ["publish"],
    "Translator": [],
    "Administrator": _codenames(("add", "change", "delete", "view"), (*WRITTEN, *PARTS, *SETTINGS, "user", "group"))
    + ["publish"],
}
OUR_APPS = ("editorial", "partners", "projects", "pages", "auth")


def make_groups(apps, schema_editor):
    for label in OUR_APPS:
        config = installed.get_app_config(label)
        create_permissions(config, verbosity=0, using=schema_editor.connection.alias)
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, codenames in GROUPS.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(
            *Permission.objects.filter(codename__in=codenames, content_type__app_label__in=OUR_APPS)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("editorial", "0001_initial"),
        ("partners", "0001_initial"),
        ("projects", "0001_initial"),
        ("pages", "0001_initial"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
