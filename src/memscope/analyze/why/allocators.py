"""The allocator keeps what the program gave back."""
