"""What one sees: asks services, paints answers."""
