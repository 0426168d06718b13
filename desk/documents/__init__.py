"""What leaves the house: cases and reports as text, JSON and CSV, all from the same values."""
