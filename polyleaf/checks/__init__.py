"""All checks, with a module for each stage, and the waivers."""
