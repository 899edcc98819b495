; This file is the place where the setup program for Windows is written: build.sh and build.ps1 call
; makensis and say what VERSION, PAYLOAD, OUT, ROOT, SIGN and KEEP are.
;
; Per machine, 64 bits, Latvian and English, silent with /S. The new program is laid beside the old one, looks at the
; computer itself (kacdesk doctor --before-install) and only then takes the old one's place, so that a refusal leaves
; what was there. Data of users are not touched. Options and exit codes: docs/release.md.
Target amd64-unicode
ManifestSupportedOS Win10
RequestExecutionLevel admin
SetCompressor /SOLID lzma
!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "WinVer.nsh"
!include "FileFunc.nsh"
!include "WordFunc.nsh"
!define OWN "Software\kacdesk"
!define LISTED "Software\Microsoft\Windows\CurrentVersion\Uninstall\kacdesk"
!define POLICIES "SOFTWARE\Policies\kacdesk"
!define OLDEST_BUILD 15063 ; Windows 10 1703: Qt takes icuuc.dll from the system
!define /ifndef DOCTOR_ENDS_MS 180000 ; a minute after the program ends itself (kacdesk/cli/doctor.py)

; The same codes as the program's own (docs/cli.md); 1 is NSIS's "closed by the person", 2 its "stopped".
!define REFUSED 3
!define RUNNING 4
!define UNWRITTEN 5

Name "kacdesk ${VERSION}"
OutFile "${OUT}"
InstallDir "$PROGRAMFILES64\kacdesk"
InstallDirRegKey HKLM "${OWN}" "InstallDir"
AllowSkipFiles off
BrandingText "kacdesk ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow

!define MUI_ICON "${ROOT}/resources/icons/kacdesk.ico"
!define MUI_UNICON "${ROOT}/resources/icons/kacdesk.ico"
!define MUI_FINISHPAGE_NOAUTOCLOSE
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English" ; the first one serves every other language of Windows
!insertmacro MUI_LANGUAGE "Latvian"
!include "setup_words.nsh"

VIProductVersion "${FOUR}"
!macro ABOUT language description
  VIAddVersionKey /LANG=${language} ProductName "kacdesk"
  VIAddVersionKey /LANG=${language} CompanyName "kacdesk"
  VIAddVersionKey /LANG=${language} FileVersion "${VERSION}"
  VIAddVersionKey /LANG=${language} ProductVersion "${VERSION}"
  VIAddVersionKey /LANG=${language} LegalCopyright "EUPL-1.2"
  VIAddVersionKey /LANG=${language} FileDescription "${description}"
!macroend
!insertmacro ABOUT ${LANG_ENGLISH} "kacdesk setup"
!insertmacro ABOUT ${LANG_LATVIAN} "kacdesk uzstādīšana"

; The uninstaller is signed like the rest, and kept for the list of hashes.
!uninstfinalize '${SIGN} "%1"' = 0
!uninstfinalize '${KEEP} "%1" "${PAYLOAD}/../uninstall.exe"' = 0

; --- what both programs need -------------------------------------------------------------------------------

; Note CODE WORDS: one line for the log of the machine, in English. The folder may not be there yet.
!macro Note words
  CreateDirectory "$APPDATA\kacdesk"
  FileOpen $9 "$APPDATA\kacdesk\setup.log" a
  FileSeek $9 0 END
  ${GetTime} "" "L" $R1 $R2 $R3 $R4 $R5 $R6 $R7
  FileWrite $9 "$R3-$R2-$R1 $R5:$R6:$R7 ${words}$\r$\n"
  FileClose $9
!macroend

; Stop CODE LINE WORDS: say why, to the person or to the log alone, and end with the code.
!macro Stop code line words
  !insertmacro Note "${line}"
  IfSilent +2
  MessageBox MB_OK|MB_ICONSTOP "${words}"
  SetErrorLevel ${code}
  Quit
!macroend

; InUse FOLDER: $0 is 1 when a program in that folder runs. Windows lets nobody write to a program that runs.
!macro InUse folder
  ${If} ${FileExists} "${folder}\kacdesk.exe"
    ClearErrors
    FileOpen $1 "${folder}\kacdesk.exe" a
    ${If} ${Errors}
      StrCpy $0 1
    ${Else}
      FileClose $1
    ${EndIf}
  ${EndIf}
  ${If} ${FileExists} "${folder}\kacdesk-central.exe"
    ClearErrors
    FileOpen $1 "${folder}\kacdesk-central.exe" a
    ${If} ${Errors}
      StrCpy $0 1
    ${Else}
      FileClose $1
    ${EndIf}
  ${EndIf}
  ClearErrors
!macroend

; Option: the value of $8, such as /CENTRAL=, into $5; $6 is 1 when it was given. NSIS's own GetOptions ends a value at
; its first slash, which no address survives.
!macro Option prefix
Function ${prefix}Option
  StrCpy $5 ""
  StrCpy $6 0
  StrLen $7 $8
  System::Call 'kernel32::GetCommandLineW() p .r1'
  System::Call 'shell32::CommandLineToArgvW(p r1, *i .r2) p .r3'
  StrCpy $4 1
  ${While} $4 < $2
    IntOp $0 $4 * 8
    IntPtrOp $0 $3 + $0
    System::Call '*$0(p .r1)'
    System::Call 'kernel32::lstrcpynW(w .r9, p r1, i 1000)'
    StrCpy $0 $9 $7
    ${If} $0 == $8
      StrCpy $5 $9 "" $7
      StrCpy $6 1
    ${EndIf}
    IntOp $4 $4 + 1
  ${EndWhile}
  System::Call 'kernel32::LocalFree(p r3)'
FunctionEnd
!macroend
!insertmacro Option ""
!insertmacro Option "un."

; LookForRunning: $0 is 1 when the installed program or an updated version of it runs.
!macro LookForRunning prefix
Function ${prefix}LookForRunning
  StrCpy $0 0
  !insertmacro InUse "$INSTDIR"
  FindFirst $2 $3 "$APPDATA\kacdesk\versions\*"
  ${While} $3 != ""
    ${If} $3 != "."
    ${AndIf} $3 != ".."
      !insertmacro InUse "$APPDATA\kacdesk\versions\$3"
    ${EndIf}
    FindNext $2 $3
  ${EndWhile}
  FindClose $2
  ClearErrors
FunctionEnd
!macroend
!insertmacro LookForRunning ""
!insertmacro LookForRunning "un."

; WaitForRunning: ask the person to close it; silent, wait as long as /WAIT=SECONDS says, then end with RUNNING.
!macro WaitForRunning prefix
Function ${prefix}WaitForRunning
  StrCpy $8 "/WAIT="
  Call ${prefix}Option
  look:
  Call ${prefix}LookForRunning
  ${If} $0 = 1
    ${IfNot} ${Silent}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING_WORDS)" IDRETRY look
    ${ElseIf} $5 > 0
      Sleep 1000
      IntOp $5 $5 - 1
      Goto look
    ${EndIf}
    !insertmacro Note "refused: kacdesk is running"
    SetErrorLevel ${RUNNING}
    Quit
  ${EndIf}
FunctionEnd
!macroend
!insertmacro WaitForRunning ""
!insertmacro WaitForRunning "un."

; --- installing --------------------------------------------------------------------------------------------

Function .onInit
  SetRegView 64
  SetShellVarContext all
  ${IfNot} ${AtLeastBuild} ${OLDEST_BUILD}
    !insertmacro Stop ${REFUSED} "refused: Windows is older than build ${OLDEST_BUILD}" "$(OLD_WINDOWS)"
  ${EndIf}
  ReadRegStr $0 HKLM "${OWN}" "Package"
  ${If} $0 == "msi"
    !insertmacro Stop ${REFUSED} "refused: kacdesk was installed from the MSI" "$(OTHER_PACKAGE)"
  ${EndIf}
  ReadRegStr $0 HKLM "${LISTED}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} "$0" "${VERSION}" $1
    ${If} $1 = 1
      !insertmacro Stop ${REFUSED} "refused: the installed $0 is newer than ${VERSION}" "$(NEWER_THERE)"
    ${EndIf}
  ${EndIf}
  ; What stands in the folder is replaced as a whole, so it has to be ours.
  ${IfNot} ${FileExists} "$INSTDIR\kacdesk.exe"
    ${GetSize} "$INSTDIR" "/S=0B" $0 $1 $2
    ${If} $1 > 0
      !insertmacro Stop ${REFUSED} "refused: $INSTDIR has other files" "$(OTHER_FILES)"
    ${EndIf}
  ${EndIf}
  Call WaitForRunning
FunctionEnd

Function .onInstFailed
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR.new"
  !insertmacro Note "failed: the files could not be written"
  SetErrorLevel ${UNWRITTEN}
FunctionEnd

; AskDoctor: the new program looks at the computer; red ends the setup with the doctor's words, and so does a program that
; does not come to an end.
Function AskDoctor
  StrCpy $1 "en"
  ${If} $LANGUAGE = ${LANG_LATVIAN}
    StrCpy $1 "lv"
  ${EndIf}
  StrCpy $2 "$PLUGINSDIR\doctor.txt"
  nsExec::Exec /TIMEOUT=${DOCTOR_ENDS_MS} '"$SYSDIR\cmd.exe" /c ""$INSTDIR.new\kacdesk.exe" --language $1 doctor --before-install > "$2" 2>&1"'
  Pop $0
  nsExec::Exec '"$SYSDIR\cmd.exe" /c "type "$2" >> "$APPDATA\kacdesk\setup.log""'
  Pop $3
  ${If} $0 == "timeout"
    ; Ended was the command interpreter; the program itself, if it still runs, would hold its folder.
    nsExec::Exec /TIMEOUT=30000 `"$SYSDIR\WindowsPowerShell\v1.0\powershell.exe" -NoProfile -NonInteractive -Command "Get-Process kacdesk -ErrorAction SilentlyContinue | Where-Object Path -eq '$INSTDIR.new\kacdesk.exe' | Stop-Process -Force"`
    Pop $3
    RMDir /r /REBOOTOK "$INSTDIR.new"
    !insertmacro Stop ${REFUSED} "refused: doctor --before-install did not end" "$(DOCTOR_SLOW)"
  ${EndIf}
  ${If} $0 != 0
    RMDir /r "$INSTDIR.new"
    ; The words are UTF-8; NSIS itself reads files in the code page of the machine.
    FileOpen $3 "$2" r
    System::Alloc 1000
    Pop $4
    System::Call 'kernel32::ReadFile(p r3, p r4, i 1000, *i .r5, p 0)'
    System::Call 'kernel32::MultiByteToWideChar(i 65001, i 0, p r4, i r5, w .r6, i 1000)'
    System::Free $4
    FileClose $3
    !insertmacro Stop ${REFUSED} "refused: doctor --before-install ended with $0" "$(DOCTOR_RED)$\r$\n$\r$\n$6"
  ${EndIf}
FunctionEnd

; SwapIn: the new folder takes the old one's place; if that fails the old one is put back.
Function SwapIn
  Call WaitForRunning
  RMDir /r "$INSTDIR.old"
  ${If} ${FileExists} "$INSTDIR\*.*"
    ClearErrors
    Rename "$INSTDIR" "$INSTDIR.old"
    ${If} ${Errors}
      RMDir /r "$INSTDIR.new"
      !insertmacro Stop ${RUNNING} "refused: files in $INSTDIR are open" "$(RUNNING_WORDS)"
    ${EndIf}
  ${EndIf}
  ClearErrors
  Rename "$INSTDIR.new" "$INSTDIR"
  ${If} ${Errors}
    Rename "$INSTDIR.old" "$INSTDIR"
    RMDir /r "$INSTDIR.new"
    !insertmacro Stop ${UNWRITTEN} "failed: the new folder could not be put in place" "$(NOT_WRITTEN)"
  ${EndIf}
  RMDir /r /REBOOTOK "$INSTDIR.old"
FunctionEnd

; TakePolicy OPTION NAME: /OPTION=VALUE becomes a locked setting of this computer (docs/policy.md); without the option it stays.
!macro TakePolicy option value
  StrCpy $8 "/${option}="
  Call Option
  ${If} $6 = 1
    WriteRegStr HKLM "${POLICIES}" "${value}" "$5"
  ${EndIf}
!macroend
!macro TakeNumber option value
  StrCpy $8 "/${option}="
  Call Option
  ${If} $6 = 1
    WriteRegDWORD HKLM "${POLICIES}" "${value}" $5
  ${EndIf}
!macroend

Section "kacdesk"
  InitPluginsDir
  RMDir /r "$INSTDIR.new"
  SetOutPath "$INSTDIR.new"
  File /r "${PAYLOAD}/*"
  WriteUninstaller "$INSTDIR.new\uninstall.exe"
  SetOutPath "$TEMP" ; nobody can move or remove a folder that a program stands in
  ; Versions that were fetched later lie here; only the machine's administrators may put programs there.
  CreateDirectory "$APPDATA\kacdesk"
  ReadRegStr $0 HKLM "${OWN}" "Package"
  ${If} $0 == ""
    RMDir /r "$APPDATA\kacdesk\versions" ; before the first setup everybody could have put it there
  ${EndIf}
  nsExec::Exec '"$SYSDIR\icacls.exe" "$APPDATA\kacdesk" /setowner *S-1-5-32-544 /T /C /Q'
  Pop $0
  nsExec::Exec '"$SYSDIR\icacls.exe" "$APPDATA\kacdesk" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX'
  Pop $0
  Call AskDoctor
  Call SwapIn

  ; Fetches new versions once a day; as long as IT names no source it does nothing (docs/updates.md).
  nsExec::Exec '"$SYSDIR\schtasks.exe" /Create /TN "kacdesk update" /XML "$INSTDIR\kacdesk-update.xml" /F'
  Pop $0

  SetOutPath "$INSTDIR"
  CreateShortCut "$SMPROGRAMS\kacdesk.lnk" "$INSTDIR\kacdesk.exe" "" "$INSTDIR\kacdesk.exe" 0 SW_SHOWNORMAL "" "$(SHORTCUT_WORDS)"
  WriteRegStr HKLM "${OWN}" "Package" "setup"
  WriteRegStr HKLM "${OWN}" "Version" "${VERSION}"
  WriteRegStr HKLM "${OWN}" "InstallDir" "$INSTDIR"
  WriteRegStr HKLM "${LISTED}" "DisplayName" "kacdesk"
  WriteRegStr HKLM "${LISTED}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${LISTED}" "Publisher" "kacdesk"
  WriteRegStr HKLM "${LISTED}" "DisplayIcon" "$INSTDIR\kacdesk.exe"
  WriteRegStr HKLM "${LISTED}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${LISTED}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${LISTED}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${LISTED}" "NoModify" 1
  WriteRegDWORD HKLM "${LISTED}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKLM "${LISTED}" "EstimatedSize" $0

  !insertmacro TakePolicy CENTRAL central
  !insertmacro TakePolicy PROXY proxy
  !insertmacro TakePolicy CA_FILE ca_file
  !insertmacro TakePolicy COPIES_FOLDER copies_folder
  !insertmacro TakeNumber IDLE_MINUTES idle_minutes
  !insertmacro TakePolicy SCAN_FOLDER scan_folder
  !insertmacro TakePolicy DATA_FOLDER data_folder
  !insertmacro TakePolicy UPDATE_SOURCE update_source
  !insertmacro TakePolicy UPDATE_CHANNEL update_channel
  !insertmacro Note "installed ${VERSION} into $INSTDIR"
  SetErrorLevel 0
SectionEnd

; --- removing ----------------------------------------------------------------------------------------------

Function un.onInit
  SetRegView 64
  SetShellVarContext all
  ${IfNot} ${FileExists} "$INSTDIR\kacdesk.exe"
    !insertmacro Stop ${REFUSED} "refused: $INSTDIR has no kacdesk.exe" "$(NOT_HERE)"
  ${EndIf}
  Call un.WaitForRunning
FunctionEnd

; DeleteData: the folders of every account of this computer in the place the program chooses by itself. A folder that
; was chosen otherwise (--data, policy) is left: only the person who chose it knows what else is in it.
Function un.DeleteData
  StrCpy $0 0
  ${Do}
    EnumRegKey $1 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList" $0
    ${If} $1 == ""
      ${ExitDo}
    ${EndIf}
    ReadRegStr $2 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList\$1" "ProfileImagePath"
    ExpandEnvStrings $2 $2
    ${If} $2 != ""
      RMDir /r "$2\AppData\Local\kacdesk"
      RMDir /r "$2\AppData\Local\kacdesk-sample"
    ${EndIf}
    IntOp $0 $0 + 1
  ${Loop}
  RMDir /r "$APPDATA\kacdesk"
FunctionEnd

Section "Uninstall"
  SetOutPath "$TEMP"
  nsExec::Exec '"$SYSDIR\schtasks.exe" /Delete /TN "kacdesk update" /F'
  Pop $0
  Delete "$SMPROGRAMS\kacdesk.lnk"
  RMDir /r /REBOOTOK "$INSTDIR"
  RMDir /r "$APPDATA\kacdesk\versions"
  DeleteRegKey HKLM "${LISTED}"
  DeleteRegKey HKLM "${OWN}"
  StrCpy $8 "/DELETEDATA"
  Call un.Option
  ${If} $6 = 1
    Call un.DeleteData
  ${Else}
    !insertmacro Note "removed ${VERSION}; the data were kept"
  ${EndIf}
  SetErrorLevel 0
SectionEnd
