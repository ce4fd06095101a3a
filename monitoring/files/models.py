"""Bytes that are kept for ever: uploads, letters, frozen steps, reports, evidence."""

from django.db import models

from cim_portal.lib.evidence import Evidence


class Kept(Evidence):
    """Some bytes, kept once under their SHA-256: their row, which is written after the bytes are where files are kept."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField(help_text="Bytes.")

    class Meta:
        verbose_name_plural = "kept"

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.size} bytes)"
