"""Screens: which widgets stand where, and what keys do."""
