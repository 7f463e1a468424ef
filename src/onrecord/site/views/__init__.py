"""What each page shows, as plain data: templates only lay it out."""
