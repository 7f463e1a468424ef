"""Anchors: from the article's own words to the one place in the text that they mean, or to what is closest."""
