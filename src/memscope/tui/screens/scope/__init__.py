"""The main screen: screen first, then layout; looks and moments are what keys do."""
