"""The work of clinicians: review sheets, sign-off, parity, status of translations."""
