"""What a clerk does at the counter: drafts, duplicates, hints, catching up, undo, earlier contacts."""
