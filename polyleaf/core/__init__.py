"""What everything stands on: errors, findings, the project folder, files, processes."""
