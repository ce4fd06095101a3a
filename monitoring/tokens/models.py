"""Personal tokens, by which a program reads what one person may see."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from monitoring.tokens.scopes import SCOPES


class Token(models.Model):
    """One token of a person: the token itself is shown once, and only its SHA-256 is kept.

    `begins` are its first characters, by which its person knows it again; `scopes` are names of `SCOPES`.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("Name"), max_length=80)
    begins = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-made_at"], name="tokens_of_a_person")]

    def __str__(self) -> str:
        return self.name

    def is_valid(self, *, at: datetime) -> bool:
        """Say whether it opens anything at that moment."""
        return self.revoked_at is None and at < self.expires_at

    @property
    def scopes_in_words(self) -> str:
        """What it may read."""
        return "; ".join(str(SCOPES[name]) for name in SCOPES if name in self.scopes)
