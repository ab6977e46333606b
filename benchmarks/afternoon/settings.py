"""The settings of the site, with the addresses of the comparison added."""

from projectsite.settings import *  # noqa: F403 - the site's own settings, all of them

ROOT_URLCONF = "benchmarks.afternoon.urls"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "benchmarks" / "afternoon")  # noqa: F405
