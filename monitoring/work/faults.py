"""What a job keeps of the fault that ended it or put it off, and how that reads."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_AWAY = gettext_lazy("A server that the portal works with did not answer.")
_MAIL = gettext_lazy("The mail server refused the mail.")
_MAIL_AWAY = gettext_lazy("The mail server did not answer, or ended the conversation.")
_DATABASE = gettext_lazy("The database did not answer, or had no time for it.")
_WORDS: "dict[str, StrOrPromise]" = {
    "OperationalError": _DATABASE,
    "InterfaceError": _DATABASE,
    **dict.fromkeys(("ConnectionError", "ConnectionRefusedError", "ConnectionResetError", "TimeoutError"), _AWAY),
    **dict.fromkeys(("SMTPServerDisconnected", "SMTPConnectError"), _MAIL_AWAY),
    **dict.fromkeys(("SMTPDataError", "SMTPResponseException", "SMTPHeloError", "SMTPNotSupportedError"), _MAIL),
    "SMTPRecipientsRefused": gettext_lazy("The mail server refused the address."),
    "SMTPSenderRefused": gettext_lazy("The mail server refused the portal’s own address as the sender."),
    "SMTPAuthenticationError": gettext_lazy("The mail server refused the portal’s user name or password."),
    "gaierror": gettext_lazy("The name of a server was not found on the network."),
    "OSError": gettext_lazy("The disk is full, or the machine has no room left."),
}


def kept(fault: BaseException) -> str:
    """Return what a job keeps of a fault: its kind, and what it says."""
    return f"{type(fault).__name__}: {fault}"


def in_words(said: str) -> str:
    """Return what a job kept, as a sentence. A refusal was one already; what a fault itself says is for an operator."""
    kind, colon, _rest = said.partition(": ")
    if not colon or not kind.isidentifier():
        return said
    if kind in _WORDS:
        return str(_WORDS[kind])
    return _("A fault in the portal itself (%(kind)s). The log says where.") % {"kind": kind}
