"""`python -m ui`: the same as the command `nazar`, for child processes that must not depend on a PATH."""

from ui.cli import main

main()
