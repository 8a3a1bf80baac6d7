"""What a machine cannot show."""


class CannotTry(Exception):
    """This machine lacks something that the patient needs; the text has a remedy."""
