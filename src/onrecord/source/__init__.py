"""Documents, what people recorded about them, and the words it is anchored to."""
