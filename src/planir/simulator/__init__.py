"""Rights that other bodies decide, simulated by OpenFisca-France in an environment and a process of its own."""
