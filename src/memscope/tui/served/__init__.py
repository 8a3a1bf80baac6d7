"""The screen in a browser: a small web server, and a program for each visitor."""
