"""Which editions are built, in what order, in which processes, and what is current."""
