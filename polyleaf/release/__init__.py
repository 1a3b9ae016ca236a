"""A release: made, described, verified."""
