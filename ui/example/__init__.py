"""Example data: an imaginary district whose residents write, and whose akimat answers, for who tries the desk out."""
