/* gcc -g -fsanitize=address: a thousand pieces of 5000 bytes, every second given back,
   which puts it into quarantine. Run with ASAN_OPTIONS=detect_leaks=0. */
#include "truth.h"

int main(void)
{
    char *piece[1000];
    for (int i = 0; i < 1000; i++) piece[i] = memset(malloc(5000), 1, 5000);
    for (int i = 0; i < 1000; i += 2) free(piece[i]);
    printf("says %lx AddressSanitizer\n", (addr)piece[1]);
    printf("says %lx AddressSanitizer\n", ((addr)piece[1] >> 3) + 0x7fff8000);
    printf("says %lx AddressSanitizer\n", ((addr)main >> 3) + 0x7fff8000);
    ready();
}
