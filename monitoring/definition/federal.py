"""The files for the federal office whose columns a definition names, and what each column can hold."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FILES: "dict[str, StrOrPromise]" = {
    "moe_ceis": _("MOE reduction and CEIS"),
    "disproportionality": _("Disproportionality"),
}
_LEA: "dict[str, StrOrPromise]" = {
    "year": _("year"),
    "lea_code": _("LEA code, 7 digits"),
    "cds_code": _("LEA code, 14 digits"),
    "lea_name": _("name of the LEA"),
    "selpa_code": _("code of the SELPA"),
    "selpa_name": _("name of the SELPA"),
}
# A file with a row an LEA, and one with a row an LEA, category and group.
VALUES: "dict[str, dict[str, StrOrPromise]]" = {
    "moe_ceis": {
        **_LEA,
        "allocation_611": _("section 611 allocation, dollars"),
        "allocation_611_before": _("section 611 allocation of the year before, dollars"),
        "allocation_619": _("section 619 allocation, dollars"),
        "allocation_619_before": _("section 619 allocation of the year before, dollars"),
        "determination": _("determination of the LEA"),
        "moe_met": _("whether MOE was met"),
        "moe_reduction": _("reduction of MOE, dollars"),
        "required": _("whether it had to reserve funds for comprehensive CEIS"),
        "voluntary": _("whether it reserved funds for CEIS by choice"),
        "reserved": _("reserved for CEIS, dollars"),
        "children_served": _("children who received CEIS in the year"),
        "children_later_eligible": _(
            "children who received CEIS in the year or the two before, and then special education"
        ),
    },
    "disproportionality": {
        **_LEA,
        "category": _("number of the category"),
        "category_name": _("name of the category"),
        "group": _("code of the race or ethnicity"),
        "group_name": _("race or ethnicity"),
        "outcome": _("children of the group in the category"),
        "base": _("children of the group"),
        "comparison_outcome": _("other children in the category"),
        "comparison_base": _("other children"),
        "ratio": _("ratio, two decimals"),
        "kind": _("kind of ratio, or that there is none"),
        "threshold": _("threshold"),
        "exceeds": _("whether the ratio exceeds the threshold"),
        "years": _("years in a row"),
        "significant": _("whether it is significant"),
    },
}
