"""Changes to what people wrote: spliced into the text at their place, so that all the rest stays as it is."""
