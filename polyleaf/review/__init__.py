"""Clinicians at work: review sheets, sign-off, parity, status of translations."""
