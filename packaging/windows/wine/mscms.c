/* This file is the place where Wine 8 is kept from ending the program when Qt asks for a screen's colour profile.
   Only for proving: it goes into Wine's own folder and never into a package. Every question is answered "none". */
#include <windows.h>

#define ENTRY __declspec(dllexport)

ENTRY HANDLE WINAPI OpenColorProfileW(void *profile, DWORD access, DWORD share, DWORD create) { return NULL; }
ENTRY HANDLE WINAPI WcsCreateIccProfile(HANDLE profile, DWORD options) { return NULL; }
ENTRY BOOL WINAPI GetColorProfileFromHandle(HANDLE profile, BYTE *bytes, DWORD *size) { return FALSE; }
ENTRY BOOL WINAPI CloseColorProfile(HANDLE profile) { return TRUE; }
