"""Read Kazakh and Russian: pure functions and tables."""
