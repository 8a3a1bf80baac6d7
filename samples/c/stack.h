/* Where the stack of the calling thread lies, as the C library knows it. */

#include <pthread.h>
#include <stdio.h>

struct stack {
    void *start, *end; /* end: the first address above it */
    size_t guard;      /* bytes below start that nobody may touch */
};

static inline struct stack my_stack(void)
{
    struct stack stack = {0};
    pthread_attr_t attributes;
    size_t size = 0;
    if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
        pthread_attr_getstack(&attributes, &stack.start, &size);
        pthread_attr_getguardsize(&attributes, &stack.guard);
        pthread_attr_destroy(&attributes);
    }
    stack.end = (char *)stack.start + size;
    return stack;
}

static inline void print_stack(struct stack stack)
{
    printf("{\"start\": \"%p\", \"end\": \"%p\", \"guard\": %zu}", stack.start,
           stack.end, stack.guard);
}
