"""What people write: brochures, clinic profiles, logos, and the reader of their YAML."""
