#!/usr/bin/env python
"""The command line of the portal. Starts, or finds running, the embedded servers where no others are named."""

import os
import sys

from django.core.management import execute_from_command_line

from cim_portal.embedded import servers


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cim_portal.settings")
    servers.put_into_environment()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
