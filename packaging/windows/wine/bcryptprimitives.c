/* This file is the place where Wine 8 gets the bcryptprimitives.dll that Windows has had since version 7.
   Only for building and proving: it goes into Wine's own folder and never into a package. Rust's library, and by it
   cryptography, takes its random bytes there. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID bytes, ULONG count); /* RtlGenRandom, which takes them from the kernel */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) {
    while (count > 0) {
        ULONG part = count > 0x10000 ? 0x10000 : (ULONG)count;
        if (!SystemFunction036(bytes, part)) return FALSE;
        bytes += part;
        count -= part;
    }
    return TRUE;
}
