"""`python -m tests.bench.bare_letters FILE OF NUMBER`: draws every OFth letter of the file with WeasyPrint alone.

It makes the HTML first, says that it is ready, and begins when its standard input ends.
"""

import json
import sys
from pathlib import Path

import django

django.setup()

from tests.bench import letters  # noqa: E402 - Django is ready by now


def main(file: str, of: str, number: str) -> None:
    """Draw them."""
    contexts = json.loads(Path(file).read_text())[int(number) :: int(of)]
    pages = [letters.page(context) for context in contexts]
    letters.bare(*pages[0])
    print("ready", flush=True)  # noqa: T201
    sys.stdin.read()
    for page in pages:
        letters.bare(*page)


if __name__ == "__main__":
    main(*sys.argv[1:])
