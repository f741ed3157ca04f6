#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>

/* open is variadic and O_TMPFILE a GNU constant: Swift imports neither. */
static inline int brankas_open_nameless(const char *folder) {
    return open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}
