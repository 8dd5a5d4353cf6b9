"""Real servers for the tests: where they are found, how they start, and how one run shares them."""
