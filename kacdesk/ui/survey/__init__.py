"""The satisfaction survey: what is asked at the counter's second screen, and what the answers say so far."""
