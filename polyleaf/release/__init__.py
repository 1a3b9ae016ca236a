"""Make, describe and verify a release."""
