"""A person's name; a public document leaves it out."""

from django.utils.translation import gettext_lazy as _

from improvement_plans.workbook.declaring import Words


class Person(Words):
    """A person's name."""

    words = _("person")
    is_public = False


KIND = Person()
