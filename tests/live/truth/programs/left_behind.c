/* Two detached threads have ended: the library keeps the stack that it made itself; the
   other one had the program's own memory, which the library forgets about. */
#include "truth.h"

static addr here_of[2];

static void *brief(void *at)
{
    char here[3000];
    memset(here, 1, sizeof here);
    *(addr *)at = (addr)here;
    return 0;
}

int main(void)
{
    enum { SIZE = 256 << 10 };
    char *own = anonymous(SIZE, 0);
    pthread_attr_t a;
    pthread_t t;
    pthread_attr_init(&a);
    pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);
    pthread_create(&t, &a, brief, &here_of[0]);
    pthread_attr_setstack(&a, own, SIZE);
    pthread_create(&t, &a, brief, &here_of[1]);
    usleep(300000);
    printf("says %lx kept for the next thread\n", here_of[0]);
    printf("unsaid %lx kept for the next\n", here_of[1]);
    printf("at %lx anon -\n", here_of[1]);
    printf("own 0x%lx\n", here_of[1]);
    ready();
}
