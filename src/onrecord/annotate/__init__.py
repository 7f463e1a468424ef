"""The annotator: a page on this machine that shows a document and asks `records.editing` for each change. No logic of its own."""
