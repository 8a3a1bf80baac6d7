"""The tour: five steps on a sample program, each done by pressing the key it names."""
