"""What stands between the program and the terminal. Imports nothing: ``start`` runs before Textual."""
