"""The room of forms and guidance, and of what the point prints for its wall."""
