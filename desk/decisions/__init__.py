"""What becomes of a case when somebody does something with it: pure functions from values to values."""
