"""The public resource center and its email list."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from monitoring.files.models import Kept


class Topic(models.Model):
    """A topic area of the resource center."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.title


class Resource(models.Model):
    """A link or a file for a level and a step, or for a topic.

    Blank level: every level. No step: every step. Blank audience: everyone. No year: every year.
    """

    class Audience(models.TextChoices):
        LEA = "lea", _("LEAs")
        SELPA = "selpa", _("SELPAs")
        FAMILIES = "families", _("Families")

    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    level = models.CharField(max_length=8, blank=True)
    step = models.PositiveSmallIntegerField(null=True, blank=True)
    audience = models.CharField(max_length=10, choices=Audience, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="resources")
    link = models.URLField(blank=True, max_length=500)
    file = models.ForeignKey(Kept, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(file__isnull=True) & ~Q(link="")) | (Q(file__isnull=False) & Q(link="")),
                name="a_resource_is_a_link_or_a_file",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Subscriber(models.Model):
    """An address on the email list, which counts once its owner has confirmed it; `language` is that of the page where they
    asked."""

    email = models.EmailField(unique=True)
    language = models.CharField(max_length=2, default="en", choices=settings.LANGUAGES)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.email


class Mailing(models.Model):
    """A mail to everyone on the email list: a draft until it is sent, and then it stays as it is."""

    subject = models.CharField(max_length=150)
    text = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return self.subject


class Posting(models.Model):
    """One mail of a mailing to one subscriber; `mailed_at` is empty until the mail server has it."""

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="postings")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="postings")
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailing", "subscriber"], name="one_mail_a_subscriber")]

    def __str__(self) -> str:
        return f"{self.mailing_id} {self.subscriber_id}"
