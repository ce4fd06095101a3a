"""Many people at the same time on the servers that `make run` starts, while workers draw a state's letters."""
