"""What helps people and search engines find their way: search, sitemap, statements."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as django_sitemap
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from cim_portal.lib.doors import public
from cim_portal.public import queries

# What search engines have no use for: pages that need a sign-in, and copies of tables.
CLOSED = ("/accounts/", "/account/", "/home/", "/operators/", "/api/my/", "/subscribe/confirm/", "/subscribe/leave/")


class PublicPages(Sitemap):  # type: ignore[type-arg]  # it is no generic class where it runs
    """The public pages, at the address that mails name too."""

    def items(self) -> list[str]:
        return queries.addresses()

    def location(self, item: str) -> str:
        return item

    def get_domain(self, site: object = None) -> str:
        return settings.PORTAL_URL.partition("://")[2]

    def get_protocol(self, protocol: str | None = None) -> str:
        return settings.PORTAL_URL.partition("://")[0]


@require_safe
@public
def search(request: HttpRequest) -> HttpResponse:
    """Find resources, topic areas, steps of levels and published levels by words."""
    words = request.GET.get("q", "").strip()[:100]
    found = queries.search(words) if words else None
    return render(request, "cim_portal/public/search.html", {"words": words, "found": found})


@require_safe
@public
def robots(request: HttpRequest) -> HttpResponse:
    """Say to search engines what is not for them, and where the list of public pages is."""
    closed = "".join(f"Disallow: {address}\n" for address in CLOSED)
    text = f"User-agent: *\n{closed}\nSitemap: {settings.PORTAL_URL}{reverse('sitemap')}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
@public
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """List the public pages for search engines."""
    return django_sitemap(request, {"public": PublicPages})


@require_safe
@public
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers that look for the picture at this address to it."""
    return redirect(static("favicon.ico"))


@require_safe
@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how far everyone can use the portal, and whom to write to where someone cannot."""
    return render(request, "cim_portal/public/accessibility.html")


@require_safe
@public
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what the portal keeps of whom, for how long, and who sees it."""
    return render(request, "cim_portal/public/privacy.html", {"hours": settings.SESSION_COOKIE_AGE // 3600})
