"""What one can do at the desk, from screen and command line alike.

Every service checks the right, validates the input, does its work in one transaction and writes the trail.
"""
