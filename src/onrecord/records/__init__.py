"""What people and coders say of a text: records, the words they are anchored to, and whether those bear them out."""
