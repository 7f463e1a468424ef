"""What do these files seem to hold, where nobody says? A first descriptor, to be edited, and how sure it is."""
