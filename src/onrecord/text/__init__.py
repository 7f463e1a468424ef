"""A text as it was received: characters, lines, zones, sentences, and what stands in quotation marks."""
