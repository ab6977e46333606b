"""Things for tests, made as the admin would make them: texts in named languages, every object with a revision."""

import factory
from django.contrib.auth import get_user_model

from editorial import workflow
from pages.models import Page, Site
from partners.models import Country, Organisation
from projects.models import Document, Participation, Project, ProjectCountry, Theme


class WorkingCopyFactory(factory.django.DjangoModelFactory):
    """A working copy; `texts={"fr": {"title": …}}` gives languages beside the source, `public=True` publishes it."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    source_language = "en"

    @classmethod
    def _create(cls, model_class, *args, texts=None, public=False, by=None, **kwargs):
        obj = model_class(**{name: value for name, value in kwargs.items() if name not in cls.text_names(model_class)})
        own = {name: kwargs[name] for name in cls.text_names(model_class) if name in kwargs}
        for language, fields in {obj.source_language: own, **(texts or {})}.items():
            obj.set_current_language(language)
            for name, value in fields.items():
                setattr(obj, name, value)
        obj.set_current_language(obj.source_language)
        obj.save()
        revision = workflow.save_revision(obj, by=by)
        if public:
            workflow.publish(revision, by=None)
        return obj

    @staticmethod
    def text_names(model):
        return model.aggregate.texts


class CountryFactory(WorkingCopyFactory):
    class Meta:
        model = Country

    code = factory.Sequence(lambda n: f"{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}")
    name = factory.Sequence(lambda n: f"Country {n}")
    latitude = 10.0
    longitude = 20.0


class ThemeFactory(WorkingCopyFactory):
    class Meta:
        model = Theme

    name = factory.Sequence(lambda n: f"Theme {n}")


class OrganisationFactory(WorkingCopyFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisation {n}")


class DocumentFactory(WorkingCopyFactory):
    class Meta:
        model = Document

    title = factory.Sequence(lambda n: f"Document {n}")


class ProjectFactory(WorkingCopyFactory):
    class Meta:
        model = Project

    title = factory.Sequence(lambda n: f"Project {n}")


class PageFactory(WorkingCopyFactory):
    class Meta:
        model = Page

    title = factory.Sequence(lambda n: f"Page {n}")


class SiteFactory(WorkingCopyFactory):
    class Meta:
        model = Site

    name = "Catalogue of tests"


class ParticipationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participation

    project = factory.SubFactory(ProjectFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = "donor"


class ProjectCountryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProjectCountry

    project = factory.SubFactory(ProjectFactory)
    country = factory.SubFactory(CountryFactory)


class UserFactory(factory.django.DjangoModelFactory):
    """A member of staff; `groups=["Editor"]` puts them into groups by name."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    password = factory.django.Password("a long enough password")
    is_staff = True

    @factory.post_generation
    def groups(self, create, names, **kwargs):
        from django.contrib.auth.models import Group

        self.groups.set(Group.objects.filter(name__in=names or ()))
