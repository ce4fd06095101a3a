"""Views of a dashboard that a person comes back to: a name, the page, and the filters of its address."""
