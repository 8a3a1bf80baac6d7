"""Pages of memory as cells: layout places, grid draws, facts tell, styles colour."""
