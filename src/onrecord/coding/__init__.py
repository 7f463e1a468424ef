"""What is done with the records of coders: the machine's are written, proposals adopted, coders compared."""
