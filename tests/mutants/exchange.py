"""Exchanges the code of functions within the running process, so that a mutant needs no start of its own.

Whoever imported a function has it under a name of their own; so it is not the function that is exchanged, but its code.
"""

import gc
import inspect
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from pathlib import Path
from types import CodeType, FunctionType

OURS = ("cim_portal", "monitoring", "determinations", "improvement_plans")
Name = tuple[str, int]  # of a function in its file, and the line on which it begins


def is_within_functions(before: str, after: str) -> bool:
    """Say whether the two texts of a file differ within functions alone, and not in what runs when it is imported."""
    return _differ_within(compile(before, "", "exec"), compile(after, "", "exec"))


def exchange(path: Path, text: str) -> int:
    """Give every function of the file the code that it has in the text, and return how many got another."""
    fresh = {_name(code): code for code in _all(compile(text, str(path), "exec"))}
    exchanged = 0
    gc.unfreeze()  # what is frozen is not among its objects
    for found in gc.get_objects():
        kind = type(found)  # asked of itself, an object that is made when it is needed would be made now
        if kind is FunctionType and found.__code__.co_filename == str(path):
            code = fresh.get(_name(found.__code__))
            if code is not None and code != found.__code__:
                found.__code__ = code
                exchanged += 1
        elif kind is _lru_cache_wrapper and found.__module__.startswith(OURS):
            found.cache_clear()  # it may have been filled without the mutant
    return exchanged


def _differ_within(before: CodeType, after: CodeType) -> bool:
    within, within_after = list(_of(before)), list(_of(after))
    if before.co_flags & inspect.CO_OPTIMIZED:  # a function
        names = {_name(code): code.co_freevars for code in _all(before)}
        return all(names.get(_name(code), code.co_freevars) == code.co_freevars for code in _all(after))
    return (
        len(within) == len(within_after)
        and _itself(before) == _itself(after)
        and all(_differ_within(*pair) for pair in zip(within, within_after, strict=True))
    )


def _itself(code: CodeType) -> tuple[object, ...]:
    """Return what a piece of code does, without the functions in it."""
    return code.co_code, code.co_names, [(type(one), one) for one in code.co_consts if not isinstance(one, CodeType)]


def _of(code: CodeType) -> Iterator[CodeType]:
    return (one for one in code.co_consts if isinstance(one, CodeType))


def _all(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in _of(code):
        yield from _all(one)


def _name(code: CodeType) -> Name:
    return code.co_qualname, code.co_firstlineno
