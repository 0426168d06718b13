"""Made-up data that looks like a reception's: who comes, about what, when, and what becomes of it.

Everything is drawn from the random generator that is handed in: the same seed makes the same data. Nobody in it
exists: names are put together, personal numbers are from before 1900, telephone numbers are from the series that is
kept for fiction.
"""
