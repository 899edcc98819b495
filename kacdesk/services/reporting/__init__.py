"""Reports over a period: counting from the store, writing, closing months, what a figure was counted from."""
