/* Memory that belongs to an object of the kernel, or has a property that only VmFlags
   tells: a ring of packets, io_uring, a buffer of perf events, memory wiped on fork,
   memory watched by userfaultfd, locked memory, secret memory. What this kernel or user
   may not have is left out. */
#include "truth.h"
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <linux/io_uring.h>
#include <linux/perf_event.h>
#include <linux/userfaultfd.h>
#include <net/ethernet.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static void tell(const char *what, void *p) { if (p != MAP_FAILED) printf("# %s %lx\n", what, (addr)p); }

int main(void)
{
    int s = socket(AF_PACKET, SOCK_RAW, 0);
    struct tpacket_req ring = {1 << 16, 64, 2048, 2048};
    if (s >= 0 && !setsockopt(s, SOL_PACKET, PACKET_RX_RING, &ring, sizeof ring))
        tell("packets", mmap(0, 4 << 20, RW, MAP_SHARED, s, 0));
    struct io_uring_params p = {0};
    int u = syscall(SYS_io_uring_setup, 64, &p);
    if (u >= 0) tell("io_uring", mmap(0, 8192, RW, MAP_SHARED, u, IORING_OFF_SQ_RING));
    struct perf_event_attr a = {.size = sizeof a, .type = PERF_TYPE_SOFTWARE, .config = PERF_COUNT_SW_DUMMY};
    int e = syscall(SYS_perf_event_open, &a, 0, -1, -1, 0);
    if (e >= 0) tell("perf", mmap(0, 5 * PAGE, RW, MAP_SHARED, e, 0));
    char *wiped = anonymous(16 * PAGE, 0);
    wiped[0] = 1;
    madvise(wiped, 16 * PAGE, MADV_WIPEONFORK);
    tell("wiped on fork", wiped);
    char *watched = anonymous(16 * PAGE, 0);
    int f = syscall(SYS_userfaultfd, O_CLOEXEC);
    struct uffdio_api api = {.api = UFFD_API};
    struct uffdio_register all = {{(addr)watched, 16 * PAGE}, UFFDIO_REGISTER_MODE_MISSING, 0};
    if (f >= 0 && !ioctl(f, UFFDIO_API, &api) && !ioctl(f, UFFDIO_REGISTER, &all)) tell("watched", watched);
    char *locked = anonymous(8 * PAGE, 0);
    mlock(locked, 8 * PAGE);
    tell("locked", locked);
    int secret = syscall(447, 0);
    if (secret >= 0 && !ftruncate(secret, 8192)) tell("secret", mmap(0, 8192, RW, MAP_SHARED, secret, 0));
    printf("pid %d\n", getpid());
    ready();
}
