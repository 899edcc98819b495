"""The made-up point: people, contacts and a few records of every register, always the same ones."""
