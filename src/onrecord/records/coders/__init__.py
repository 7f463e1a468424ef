"""Several coders of one text: the machine's record, adopting from it, and how far two coders agree."""
