"""What is true at the desk. Pure: no SQL, no screen, no clock, no files; time and chance come in as arguments."""
