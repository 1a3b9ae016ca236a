"""Which editions are built, in which order, in which processes, and which are up to date."""
