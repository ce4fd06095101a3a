"""Benchmarks: what the portal does next to what else could do it, in turn and in one run. `make bench` runs them.

A benchmark is a module with `measure()`, which yields what `measuring` declares: a `Comparison` of two sides, or a `Figure`
of one. It may prepare the database between two of them. Its name is its file's name, and is in `BENCHMARKS`.
"""

BENCHMARKS = (
    "importing",
    "workbooks",
    "determining",
    "disproportionality",
    "letters",
    "state_letters",
    "people",
    "pages",
    "load",
)
