"""The machine coder over many texts: articles read, coded on all cores, and written as one data package."""
