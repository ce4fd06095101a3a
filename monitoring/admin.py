"""Django's admin site: a back door for operators, to look; the one thing done here is closing an account."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.timezone import now

from monitoring.definition.models import DefinitionVersion
from monitoring.ledger import ledger
from monitoring.ledger.models import Event
from monitoring.notices.models import Notice
from monitoring.people import events
from monitoring.people.models import Person
from monitoring.places.models import Lea, Selpa
from monitoring.resources.models import Subscriber
from monitoring.tokens import services as tokens
from monitoring.work.models import Job
from monitoring.years.models import Year

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Any]  # of several models
else:
    Admin = admin.ModelAdmin


class ToLookAt(Admin):
    """Rows that are read here and changed by the portal's own pages."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Person)
class PersonAdmin(Admin):
    """People, without their passwords; an operator can close an account or open it again."""

    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    search_fields = ("email", "name")
    fields = ("email", "name", "is_active", "is_staff", "last_login")
    readonly_fields = ("email", "name", "is_staff", "last_login")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Person, form: "ModelForm[Person]", change: bool) -> None:
        """Close or open the account, and write it down."""
        super().save_model(request, obj, form, change)
        if "is_active" in form.changed_data:
            kind = events.OPENED_ACCOUNT if obj.is_active else events.CLOSED_ACCOUNT
            by = Person.objects.get(email=request.user.get_username())
            ledger.record(kind, obj, by=by, at=now())
            if not obj.is_active:
                tokens.revoke_all(person=obj, by=by, at=now())


@admin.register(Selpa, Lea)
class PlaceAdmin(ToLookAt):
    """SELPAs and LEAs."""

    list_display = ("code", "name")
    search_fields = ("code", "name")


@admin.register(Year)
class YearAdmin(ToLookAt):
    """Years that were opened."""

    list_display = ("year", "definition", "opened_at", "opened_by")


@admin.register(DefinitionVersion)
class DefinitionVersionAdmin(ToLookAt):
    """Versions of the years' definitions."""

    list_display = ("year", "number", "sha256", "loaded_at", "loaded_by")
    list_filter = ("year",)


@admin.register(Event)
class EventAdmin(ToLookAt):
    """The ledger."""

    list_display = ("at", "move", "subject_text", "source", "target", "by")
    list_select_related = ("by",)
    search_fields = ("subject_text", "note")
    date_hierarchy = "at"


@admin.register(Job)
class JobAdmin(ToLookAt):
    """Work in the background, with what went wrong."""

    list_display = ("kind", "subject_id", "state", "attempt", "asked_at", "ended_at", "fault")
    list_filter = ("state", "kind")


@admin.register(Notice)
class NoticeAdmin(ToLookAt):
    """What people were notified of, and whether it was mailed."""

    list_display = ("notified_at", "kind", "person", "subject", "mailed_at")
    list_select_related = ("person",)


@admin.register(Subscriber)
class SubscriberAdmin(ToLookAt):
    """The email list."""

    list_display = ("email", "asked_at", "confirmed_at", "left_at")
    search_fields = ("email",)
