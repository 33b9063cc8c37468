"""What the tables must look like, and everything in them that does not."""
