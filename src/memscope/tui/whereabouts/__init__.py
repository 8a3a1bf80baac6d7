"""Where in memscope one is: addresses, titles, and what a server is told of them."""
