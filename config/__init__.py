"""What this installation runs with: settings, catalogues and the wiring of the parts."""
