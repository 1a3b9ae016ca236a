"""Every check, a module for each stage, and the waivers."""
