"""The parts that every other package uses: errors, findings, the project folder, files, processes."""
