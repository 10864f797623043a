"""What log and vault need alike to be kept in PostgreSQL: where it is, how it is reached, who may do what in it."""
