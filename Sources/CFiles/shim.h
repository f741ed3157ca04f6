#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* open and openat are variadic, O_TMPFILE and O_PATH GNU constants: Swift imports none of them. */
static inline int brankas_open_nameless(int folder) {
    return openat(folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

/* A place, without opening what lies there: closing it takes nobody's locks away. */
static inline int brankas_locate(const char *path) { return open(path, O_PATH | O_CLOEXEC); }

static inline int brankas_locate_folder(const char *path) {
    return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static inline int brankas_locate_above(int folder) {
    return openat(folder, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static inline int brankas_open_folder(const char *path) {
    return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static inline int brankas_create_in(int folder, const char *name) {
    return openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

/* Neither a pipe nor a link's target. */
static inline int brankas_open_to_overwrite(int folder, const char *name) {
    return openat(folder, name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

static inline int brankas_open_folder_in(int folder, const char *name) {
    return openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* UTIME_OMIT is more than Swift imports: the time of the last reading stays. */
static inline int brankas_set_modified(int file, time_t seconds) {
    struct timespec times[2] = {{0, UTIME_OMIT}, {seconds, 0}};
    return futimens(file, times);
}

/* A GNU function: room on the disk, not only in the length. */
static inline int brankas_allocate(int file, off_t count) { return fallocate(file, 0, 0, count); }

/* A GNU function. */
static inline int brankas_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

/* When a folder was made, which nobody sets and no copy keeps: 0 where the file system does not say. statx is a GNU function. */
static inline int brankas_birth(const char *path, unsigned long long *inode, long long *seconds, unsigned *nanoseconds) {
    struct statx status;
    if (statx(AT_FDCWD, path, 0, STATX_INO | STATX_BTIME, &status) != 0) return -1;
    *inode = status.stx_ino;
    int known = (status.stx_mask & STATX_BTIME) != 0;
    *seconds = known ? status.stx_btime.tv_sec : 0;
    *nanoseconds = known ? status.stx_btime.tv_nsec : 0;
    return 0;
}

/* Which mount a place is reached by, since Linux 5.8. statx is a GNU function. */
static inline int brankas_mount(int place, uint64_t *mount) {
    struct statx status;
    if (statx(place, "", AT_EMPTY_PATH, STATX_MNT_ID, &status) != 0 || !(status.stx_mask & STATX_MNT_ID)) return -1;
    *mount = status.stx_mnt_id;
    return 0;
}

/* A GNU function: all that was written to the file system of this folder is durable, or an error tells. */
static inline int brankas_sync_all(int folder) { return syncfs(folder); }

/* A GNU function: the disk begins with these bytes. That they are on it, fsync alone tells, and what went wrong too. */
static inline void brankas_write_behind(int file, off_t start, off_t count) {
    (void)sync_file_range(file, start, count, SYNC_FILE_RANGE_WRITE);
}

/* How far off the clock may be, in microseconds; below 0 where the system does not say: adjtimex(2), which changes nothing where its modes
   are none. <sys/timex.h> brings an fd_set of this header's own, and modules that see two of them do not build. */
static inline long brankas_clock_error(void) {
    struct {
        unsigned modes;
        long offset, frequency, error;
        char rest[224];
    } state = {0};
    return syscall(SYS_adjtimex, &state) < 0 ? -1 : state.error;
}

/* A rename that replaces nothing, not even an empty folder. */
static inline int brankas_rename_new(int folder, const char *name, const char *target) {
    return renameat2(folder, name, folder, target, RENAME_NOREPLACE);
}

/* A GNU function, and fcntl is variadic: a file in memory, and an end to all changes of it. */
static inline int brankas_memory_file(const char *name) {
    int file = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    /* It comes executable, which some desktops take for trust. */
    if (file >= 0) (void)fchmod(file, 0600);
    return file;
}

static inline int brankas_seal(int file) {
    return fcntl(file, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
}
