"""The commands of `nazar`, one file a group; each imports what it works with when it is called."""
