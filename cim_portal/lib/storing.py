"""What `KEPT_FILES` says, as Django's settings have it; it is read before there are settings."""

from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

ALIAS = "kept"


def backend(there: str) -> dict[str, object]:
    """Return the storage at a folder, or at s3://bucket/folder?endpoint_url=…&region_name=…

    What is behind the question mark are options of django-storages; keys come from the environment as boto3 reads it.
    One that cannot be meant stops the start.
    """
    address = urlsplit(there)
    if address.scheme == "s3":
        if not address.hostname:
            raise ImproperlyConfigured("KEPT_FILES names no bucket: s3://bucket/folder")
        options = {
            "bucket_name": address.netloc,
            "location": address.path.strip("/"),
            "file_overwrite": False,
            "default_acl": None,
            **dict(parse_qsl(address.query)),
        }
        return {"BACKEND": "cim_portal.lib.s3.Bucket", "OPTIONS": options}
    if not there.startswith("/"):
        raise ImproperlyConfigured("KEPT_FILES is a folder, from / on, or s3://bucket/folder?endpoint_url=…")
    return {"BACKEND": "cim_portal.lib.store.Folder", "OPTIONS": {"location": there}}
