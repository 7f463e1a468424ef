"""Values against words: dates in EDTF, numbers and quotes, and whether the anchored words bear them out."""
