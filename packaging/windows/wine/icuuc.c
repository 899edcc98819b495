/* This file is the place where Wine 8 gets the icuuc.dll that Windows has had since version 1703.
   Only for building and proving: it goes into Wine's own folder and never into a package.
   Qt6Core looks up these entries when it is loaded and calls them for old text encodings alone, which the
   program does not use: each says that it failed (U_MEMORY_ALLOCATION_ERROR) or that there is nothing. */
#include <stddef.h>

#define ENTRY __declspec(dllexport)
enum { FAILED = 7 };

static void fail(int *code) {
    if (code) *code = FAILED;
}

ENTRY void *ucnv_open(const char *name, int *code) { fail(code); return NULL; }
ENTRY void ucnv_close(void *converter) {}
ENTRY void ucnv_reset(void *converter) {}
ENTRY signed char ucnv_getMaxCharSize(const void *converter) { return 4; }
ENTRY const char *ucnv_getName(const void *converter, int *code) { fail(code); return NULL; }
ENTRY int ucnv_countAvailable(void) { return 0; }
ENTRY const char *ucnv_getAvailableName(int number) { return NULL; }
ENTRY const char *ucnv_getStandardName(const char *name, const char *standard, int *code) { return NULL; }
ENTRY int ucnv_toUCountPending(const void *converter, int *code) { return 0; }
ENTRY int ucnv_fromUCountPending(const void *converter, int *code) { return 0; }

ENTRY void ucnv_toUnicode(void *converter, void **to, const void *to_end, const char **from, const char *from_end,
                          int *offsets, signed char flush, int *code) { fail(code); }
ENTRY void ucnv_fromUnicode(void *converter, char **to, const char *to_end, const void **from, const void *from_end,
                            int *offsets, signed char flush, int *code) { fail(code); }

ENTRY void ucnv_getToUCallBack(const void *converter, void **action, const void **context) {
    if (action) *action = NULL;
    if (context) *context = NULL;
}
ENTRY void ucnv_getFromUCallBack(const void *converter, void **action, const void **context) {
    if (action) *action = NULL;
    if (context) *context = NULL;
}
ENTRY void ucnv_setToUCallBack(void *converter, void *action, const void *context, void **old_action,
                               const void **old_context, int *code) {}
ENTRY void ucnv_setFromUCallBack(void *converter, void *action, const void *context, void **old_action,
                                 const void **old_context, int *code) {}
ENTRY void ucnv_cbToUWriteUChars(void *arguments, const void *source, int length, int offset, int *code) {}
ENTRY void ucnv_cbFromUWriteUChars(void *arguments, const void **source, const void *end, int offset, int *code) {}
ENTRY void UCNV_FROM_U_CALLBACK_SUBSTITUTE(const void *context, void *arguments, const void *units, int length,
                                           int point, int reason, int *code) {}
ENTRY void UCNV_TO_U_CALLBACK_SUBSTITUTE(const void *context, void *arguments, const char *units, int length,
                                         int reason, int *code) {}
