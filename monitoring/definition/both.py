"""Two changes of one document put together, where they are about different parts of it."""

from monitoring.definition.text import plain, read


def both(*, base: str, theirs: str, mine: str) -> str | None:
    """Return `theirs` with what `mine` changed since `base`, or None where both changed the same part of the document.

    A part is what is under one of the document's own names, such as `rules`. Raises NotADocumentError.
    """
    before, they, i = (plain(read(text)) for text in (base, theirs, mine))
    changed = [name for name in {**before, **i} if before.get(name) != i.get(name)]
    if any(before.get(name) != they.get(name) for name in changed):
        return None
    there, own = _parts(theirs), _parts(mine)
    for name in changed:
        if name in own:
            there[name] = own[name]
        else:
            there.pop(name, None)
    together = "".join(part if part.endswith("\n") else f"{part}\n" for part in there.values())
    wanted = {**they, **{name: i[name] for name in changed if name in i}}
    for name in changed:
        if name not in i:
            wanted.pop(name, None)
    return together if plain(read(together)) == wanted else None


def _parts(text: str) -> dict[str, str]:
    """Return the lines of each part by its name, those above the first one under a blank name."""
    root, lines = read(text), text.splitlines(keepends=True)
    starts = {str(name): root.lc.data[name][0] for name in root}
    begins: dict[str, int] = {"": 0}
    for name, start in starts.items():
        while start and lines[start - 1].startswith("#"):
            start -= 1
        begins[name] = start
    ends = [*list(begins.values())[1:], len(lines)]
    return {name: "".join(lines[begin:end]) for (name, begin), end in zip(begins.items(), ends, strict=True)}
