#!/usr/bin/env python
"""The command line of the portal. Starts, or finds running, the embedded servers where no others are named."""

import os
import sys

from django.core.management import execute_from_command_line

from cim_portal.embedded import servers


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cim_portal.settings")
    try:
        servers.put_into_environment()
        execute_from_command_line(sys.argv)
    finally:
        if sys.argv[1:2] == ["run"]:  # a start that is refused leaves nothing running; other commands leave the servers
            servers.stop_begun()


if __name__ == "__main__":
    main()
