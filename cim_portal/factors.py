"""Second factors: their secrets are kept encrypted, by a key that the database does not hold."""

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


class EncryptedFactors(DefaultMFAAdapter):
    """Encrypts the seeds of authenticator apps and recovery codes before they are stored.

    The first of the keys encrypts, every one of them decrypts: a new key is put in front of the old one.
    """

    def encrypt(self, text: str) -> str:
        """Return the secret as the database keeps it."""
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret itself. Raises InvalidToken where none of the keys made it."""
        return _keys().decrypt(encrypted_text.encode()).decode()


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FACTOR_KEYS])
