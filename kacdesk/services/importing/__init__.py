"""Old records from spreadsheets: reading sheets, understanding headings and cells, saving row by row."""
