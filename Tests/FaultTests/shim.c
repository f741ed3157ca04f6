/* Stands between a program and its disk (LD_PRELOAD): counts what it does to the files of one folder, lets one of these calls fail,
   ends the program there, and writes down what would be lost if the power went. served.py builds it, and says what it is for.

   FAULT_FOLDER    the folder; the calls on all else are let through
   FAULT_CONTROL   a file that both sides map: struct control
   FAULT_CALL      which kind of call is to fail: its number in `enum call`
   FAULT_AT        the how many-th of that kind, since `armed` was set
   FAULT_KIND      kill, or an error number; a `+` behind it: from there on, of ENOSPC until something gives room back; a `~` before
                   it: that call writes half of what it is given, and the next one fails
   FAULT_JOURNAL   where each change is written down, in the order in which they happened
   FAULT_SYNC_US   how long a sync takes, in microseconds: in memory it takes no time, and nobody would wait together */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum call { OPEN, WRITE, PWRITE, FDATASYNC, FSYNC, FTRUNCATE, UNLINK, RENAME, MKDIR, RMDIR, FALLOCATE, CALLS };

struct control {
    _Atomic uint32_t armed, fired;
    _Atomic uint32_t counts[CALLS];
    char path[256]; /* on what the fault fell */
};

static struct control *control;
static const char *folder;
static size_t folder_length;
static int call_to_fail = -1, failing_errno, is_kill, is_lasting, is_short, journal = -1;
static unsigned at, sync_us;
static _Atomic int has_no_room;
/* Whose next write fails, after half of the last one. */
static _Atomic int halved = -1;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static uint64_t records;

enum { FILES = 65536 };
static char *paths[FILES];
static uint64_t inodes[FILES];

#define REAL(result, name, ...) \
    static result (*real_##name)(__VA_ARGS__); \
    if (!real_##name) real_##name = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
    const char *text = getenv("FAULT_CONTROL");
    int end = text ? open(text, O_RDWR | O_CLOEXEC) : -1;
    if (end < 0) return;
    control = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, end, 0);
    close(end);
    if (control == MAP_FAILED) abort();
    if ((text = getenv("FAULT_CALL"))) call_to_fail = atoi(text);
    if ((text = getenv("FAULT_AT"))) at = strtoul(text, NULL, 10);
    if ((text = getenv("FAULT_SYNC_US"))) sync_us = strtoul(text, NULL, 10);
    if ((text = getenv("FAULT_JOURNAL"))) journal = open(text, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if ((text = getenv("FAULT_KIND"))) {
        is_kill = !strcmp(text, "kill");
        is_short = *text == '~';
        is_lasting = strchr(text, '+') != NULL;
        failing_errno = atoi(text + is_short);
    }
    /* Last: from here on files are looked at. */
    if ((folder = getenv("FAULT_FOLDER"))) folder_length = strlen(folder);
}

static int is_inside(const char *path) {
    return folder && path && !strncmp(path, folder, folder_length) && (path[folder_length] == '/' || !path[folder_length]);
}

static const char *path_of(int end) { return end >= 0 && end < FILES ? paths[end] : NULL; }

/* Counts a call. Returns the error with which it is to fail, 0 for none, -1 where half of it is to be done. */
static int fault(enum call call, const char *path, int end) {
    if (!control->armed) return 0;
    unsigned count = atomic_fetch_add(&control->counts[call], 1) + 1;
    if ((int)call == call_to_fail && count == at) {
        strncpy(control->path, path, sizeof control->path - 1);
        control->fired = 1;
        if (is_kill) {
            kill(getpid(), SIGKILL);
            for (;;) pause();
        }
        if (failing_errno == ENOSPC) has_no_room = 1;
        if (is_short) {
            halved = end;
            return -1;
        }
        return failing_errno;
    }
    if (end >= 0 && end == halved && (call == WRITE || call == PWRITE)) {
        halved = -1;
        return failing_errno;
    }
    if (!is_lasting || !control->fired) return 0;
    if (failing_errno != ENOSPC) return failing_errno;
    int takes_room = call == WRITE || call == PWRITE || call == FALLOCATE || call == MKDIR || call == FDATASYNC || call == FSYNC;
    return has_no_room && takes_room ? ENOSPC : 0;
}

/* In the order of their effects: whoever changes something while a journal is kept has the turn from before to after. */
static void lock(void) { if (journal >= 0) pthread_mutex_lock(&turn); }
static void unlock(void) { if (journal >= 0) { int code = errno; pthread_mutex_unlock(&turn); errno = code; } }

static void note(
    char what, uint64_t inode, uint64_t a, uint64_t b, const void *one, size_t one_length, const void *other, size_t other_length) {
    if (journal < 0) return;
    int code = errno;
    struct __attribute__((packed)) { uint64_t inode, a, b; uint32_t one, other; char what; } head =
        {inode, a, b, one_length, other_length, what};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)one, one_length}, {(void *)other, other_length}};
    size_t all = sizeof head + one_length + other_length;
    if (writev(journal, parts, 3) != (ssize_t)all) abort();
    records++;
    errno = code;
}

#define FAIL(call, path, end, otherwise) \
    int fails = fault(call, path, end); \
    if (fails > 0) { errno = fails; unlock(); return otherwise; }

/* --- Files ----------------------------------------------------------------------------------------------------------- */

static int open_it(int (*real)(const char *, int, ...), const char *path, int flags, mode_t mode) {
    if (!is_inside(path)) return real(path, flags, mode);
    lock();
    FAIL(OPEN, path, -1, -1);
    struct stat status;
    int is_new = flags & O_CREAT && lstat(path, &status) != 0;
    int end = real(path, flags, mode);
    if (end >= 0 && end < FILES && fstat(end, &status) == 0) {
        free(paths[end]);
        paths[end] = strdup(path);
        inodes[end] = status.st_ino;
        if (is_new) note('O', status.st_ino, 0, 0, path, strlen(path), NULL, 0);
        else if (flags & O_TRUNC) note('T', status.st_ino, 0, 0, NULL, 0, NULL, 0);
    }
    unlock();
    return end;
}

#define OPENS(name) \
    int name(const char *path, int flags, ...) { \
        REAL(int, name, const char *, int, ...); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        return open_it(real_##name, path, flags, mode); \
    }
OPENS(open)
OPENS(open64)

#define OPENS_AT(name, plain) \
    int name(int at, const char *path, int flags, ...) { \
        REAL(int, name, int, const char *, int, ...); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        return is_inside(path) ? plain(path, flags, mode) : real_##name(at, path, flags, mode); \
    }
OPENS_AT(openat, open)
OPENS_AT(openat64, open64)

int close(int end) {
    REAL(int, close, int);
    if (path_of(end)) {
        char *path = paths[end];
        paths[end] = NULL;
        free(path);
    }
    return real_close(end);
}

ssize_t write(int end, const void *bytes, size_t count) {
    REAL(ssize_t, write, int, const void *, size_t);
    if (!path_of(end)) return real_write(end, bytes, count);
    lock();
    FAIL(WRITE, path_of(end), end, -1);
    off_t start = lseek(end, 0, SEEK_CUR);
    ssize_t done = real_write(end, bytes, fails < 0 ? (count + 1) / 2 : count);
    if (done > 0) note('W', inodes[end], start, 0, bytes, done, NULL, 0);
    unlock();
    return done;
}

#define PWRITES(name) \
    ssize_t name(int end, const void *bytes, size_t count, off_t start) { \
        REAL(ssize_t, name, int, const void *, size_t, off_t); \
        if (!path_of(end)) return real_##name(end, bytes, count, start); \
        lock(); \
        FAIL(PWRITE, path_of(end), end, -1); \
        ssize_t done = real_##name(end, bytes, fails < 0 ? (count + 1) / 2 : count, start); \
        if (done > 0) note('W', inodes[end], start, 0, bytes, done, NULL, 0); \
        unlock(); \
        return done; \
    }
PWRITES(pwrite)
PWRITES(pwrite64)

#define TRUNCATES(name) \
    int name(int end, off_t length) { \
        REAL(int, name, int, off_t); \
        if (!path_of(end)) return real_##name(end, length); \
        lock(); \
        FAIL(FTRUNCATE, path_of(end), end, -1); \
        int code = real_##name(end, length); \
        if (code == 0) { has_no_room = 0; note('T', inodes[end], length, 0, NULL, 0, NULL, 0); } \
        unlock(); \
        return code; \
    }
TRUNCATES(ftruncate)
TRUNCATES(ftruncate64)

static int allocate_it(int (*real)(int, int, off_t, off_t), int end, int mode, off_t start, off_t length) {
    if (!path_of(end)) return real(end, mode, start, length);
    lock();
    FAIL(FALLOCATE, path_of(end), end, -1);
    int code = real(end, mode, start, length);
    if (code == 0) note('A', inodes[end], start, length, NULL, 0, NULL, 0);
    unlock();
    return code;
}

int fallocate(int end, int mode, off_t start, off_t length) {
    REAL(int, fallocate, int, int, off_t, off_t);
    return allocate_it(real_fallocate, end, mode, start, length);
}

int fallocate64(int end, int mode, off_t start, off_t length) {
    REAL(int, fallocate64, int, int, off_t, off_t);
    return allocate_it(real_fallocate64, end, mode, start, length);
}

/* What was written before it began is durable once it has ended well. Where it fails, the kernel takes the pages for clean: no
   later sync writes them. */
static int sync_it(int (*real)(int), enum call call, int end) {
    if (!path_of(end)) return real(end);
    lock();
    uint64_t before = records, inode = inodes[end];
    int fails = fault(call, path_of(end), end);
    if (fails > 0) note('X', inode, before, 0, NULL, 0, NULL, 0);
    unlock();
    if (fails > 0) { errno = fails; return -1; }
    int code = real(end);
    if (sync_us) usleep(sync_us);
    lock();
    if (code == 0) note('S', inode, before, 0, NULL, 0, NULL, 0);
    unlock();
    return code;
}

int fdatasync(int end) {
    REAL(int, fdatasync, int);
    return sync_it(real_fdatasync, FDATASYNC, end);
}

int fsync(int end) {
    REAL(int, fsync, int);
    return sync_it(real_fsync, FSYNC, end);
}

/* --- Names ----------------------------------------------------------------------------------------------------------- */

int unlink(const char *path) {
    REAL(int, unlink, const char *);
    if (!is_inside(path)) return real_unlink(path);
    lock();
    FAIL(UNLINK, path, -1, -1);
    int code = real_unlink(path);
    if (code == 0) { has_no_room = 0; note('U', 0, 0, 0, path, strlen(path), NULL, 0); }
    unlock();
    return code;
}

int rename(const char *path, const char *target) {
    REAL(int, rename, const char *, const char *);
    if (!is_inside(path)) return real_rename(path, target);
    lock();
    FAIL(RENAME, target, -1, -1);
    int code = real_rename(path, target);
    if (code == 0) note('R', 0, 0, 0, path, strlen(path), target, strlen(target));
    unlock();
    return code;
}

int mkdir(const char *path, mode_t mode) {
    REAL(int, mkdir, const char *, mode_t);
    if (!is_inside(path)) return real_mkdir(path, mode);
    lock();
    FAIL(MKDIR, path, -1, -1);
    int code = real_mkdir(path, mode);
    struct stat status;
    if (code == 0 && lstat(path, &status) == 0) note('M', status.st_ino, 0, 0, path, strlen(path), NULL, 0);
    unlock();
    return code;
}

int rmdir(const char *path) {
    REAL(int, rmdir, const char *);
    if (!is_inside(path)) return real_rmdir(path);
    lock();
    FAIL(RMDIR, path, -1, -1);
    int code = real_rmdir(path);
    if (code == 0) note('U', 0, 0, 0, path, strlen(path), NULL, 0);
    unlock();
    return code;
}
