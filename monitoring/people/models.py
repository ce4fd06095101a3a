"""The people, and what each may do where."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from cim_portal.lib import history
from monitoring.access.roles import ROLES
from monitoring.files.models import Kept
from monitoring.places.models import Lea, Selpa, State

Organization = State | Selpa | Lea
_ROLE = {"user": _("Person"), "permission": _("Role"), "content_object": _("Organization")}
_OF_A_ROLE = ("user", "permission", "content_object")


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, *, email: str, name: str, password: str | None = None, **fields: Any) -> "Person":
        """Make a person; without a password they set one through the link that is mailed to them."""
        person = self.model(email=email.strip().lower(), name=name, **fields)
        person.set_password(password)
        person.save()
        return person

    def create_superuser(self, *, email: str, password: str, name: str = "Operator") -> "Person":
        """Make an operator, who may open Django's admin site; the command `createsuperuser` asks for this."""
        return self.create_user(email=email, name=name, password=password, is_staff=True, is_superuser=True)


@history.kept(
    _("Person"),
    words={
        "email": _("Email"),
        "name": _("Name"),
        "mail": _("How often mail comes"),
        "calendar": _("Private address of the calendar, by its number"),
        "is_active": _("May sign in"),
        "is_staff": _("May open the admin site"),
        "is_superuser": _("Operator"),
    },
)
class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in, known by an email address in lower case."""

    class Mail(models.TextChoices):
        AT_ONCE = "at_once", _("A mail for each notification, at once; reminders and comments once a day")
        DAILY = "daily", _("One mail a day with everything")

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    mail = models.CharField(max_length=10, choices=Mail, default=Mail.AT_ONCE)
    calendar = models.PositiveIntegerField(default=0, help_text="Which private address is valid; 0 for none.")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="May open Django's admin site. Not a role of the portal.")

    objects = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @property
    def has_answered(self) -> bool:
        """Whether the person set a password or signed in, so that the invitation has done its work."""
        return self.has_usable_password() or self.last_login is not None


class RoleProposal(models.Model):
    """A role in the state that an administrator wants to give, until another one confirms or refuses it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="role_proposals")
    role = models.CharField(max_length=40)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "role"], name="one_proposal_a_person_and_role")]

    def __str__(self) -> str:
        return f"{self.person}: {self.title}"

    @property
    def title(self) -> str:
        """What the role is called."""
        return str(ROLES[self.role].title)


class AddressChange(models.Model):
    """The email address that a person wants to use, until they follow the link that is mailed to it."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="address_change")
    email = models.EmailField()
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.email


class PeopleFile(models.Model):
    """A file of people that was uploaded to be looked through, and by whom; `given_at` says when it was used."""

    LARGEST = 2_000_000  # bytes

    file = models.ForeignKey(Kept, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


@history.kept(_("Role in the state"), words=_ROLE, related=_OF_A_ROLE)
class StateGrant(UserObjectPermissionBase):
    """A role in the state."""

    content_object = models.ForeignKey(State, on_delete=models.CASCADE, related_name="grants")

    class Meta(UserObjectPermissionBase.Meta):
        pass


@history.kept(_("Role in a SELPA"), words=_ROLE, related=_OF_A_ROLE)
class SelpaGrant(UserObjectPermissionBase):
    """A role in a SELPA, so for all its member LEAs."""

    content_object = models.ForeignKey(Selpa, on_delete=models.CASCADE, related_name="grants")

    class Meta(UserObjectPermissionBase.Meta):
        pass


@history.kept(_("Role in an LEA"), words={**_ROLE, "until": _("Until")}, related=_OF_A_ROLE, lea="content_object__code")
class LeaGrant(UserObjectPermissionBase):
    """A role in an LEA. `until` is the last Pacific day of one that ends."""

    until = models.DateField(null=True, blank=True)
    content_object = models.ForeignKey(Lea, on_delete=models.CASCADE, related_name="grants")

    class Meta(UserObjectPermissionBase.Meta):
        pass
