"""A closer look, when somebody asks: target is opened, then one file a question."""
