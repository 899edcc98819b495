"""Floor: what a desk and the central store say to each other, as bytes and as plain structures."""
