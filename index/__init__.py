"""Search engines: a copy of the store, arranged for finding, that can be rebuilt at any time."""
