"""Passwords that only look long: common ones put together, or one piece again and again."""

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from monitoring.access.who import User

PIECES = 3  # of which a password that is easily guessed is made at most
LONGEST = 20  # letters of a piece
LOOKED_AT = 128  # letters of a password


class NotOfCommonPasswords(CommonPasswordValidator):
    """Refuses a password that is three common passwords or fewer in a row, such as passwordpass, or one repeated."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for such a password."""
        text = _once(password.lower().strip()[:LOOKED_AT])
        if self._fewest_pieces(text) <= PIECES or len(set(text)) <= PIECES:
            raise ValidationError(
                _("This password is put together from common ones. Choose several words that do not belong together."),
                code="password_of_common_ones",
            )

    def get_help_text(self) -> str:
        """Return what is asked of a password."""
        return _("Your password cannot be common passwords put together, or one of them repeated.")

    def _fewest_pieces(self, text: str) -> int:
        """Return of how many common passwords the text is made; more than its letters where it is not."""
        fewest = [0]
        for end in range(1, len(text) + 1):
            begins = range(max(0, end - LONGEST), end)
            known = (fewest[begin] + 1 for begin in begins if text[begin:end] in self.passwords)
            fewest.append(min(known, default=len(text) + 1))
        return fewest[-1]


def _once(text: str) -> str:
    """Return the piece of which the text is a repetition, or the text itself."""
    return text[: (text + text).find(text, 1)] if text else text
