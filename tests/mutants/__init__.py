"""Faults put into the portal on purpose, one at a time: the tests have to find each. `make mutants` runs them.

`lists/` has the mutants by subject. Each is put into a copy of the tree, never into the checkout. A session of pytest runs
all tests that mutants name once, without a mutant, so that its worlds are built; then it forks for each mutant, which is
exchanged within the running code. What cannot be exchanged there, and what survives, is tried by a start of its own.
"""
