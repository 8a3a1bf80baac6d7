"""Text that people saved or pasted, such as maps, smaps, and output of pmap."""
