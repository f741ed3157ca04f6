/* A disk that takes its time: each fdatasync and fsync of the program that loads this waits 5 ms before it begins.
 *
 *     cc -shared -fPIC -O2 -o slow-sync.so slow-sync.c && LD_PRELOAD=$PWD/slow-sync.so PROGRAM
 *
 * What a custodian enters by the group is then worth what it saves of them, however fast the machine's own disk is.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <time.h>

static int delayed(const char *name, int descriptor)
{
    struct timespec left = {.tv_sec = 0, .tv_nsec = 5000000};
    int (*call)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);

    while (nanosleep(&left, &left) && errno == EINTR)
        ;
    return call(descriptor);
}

int fdatasync(int descriptor) { return delayed("fdatasync", descriptor); }

int fsync(int descriptor) { return delayed("fsync", descriptor); }
